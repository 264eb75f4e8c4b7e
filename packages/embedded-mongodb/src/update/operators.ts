import { MongoError } from '../errors';
import { isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { arrayUpdateOperators } from './array-operators';
import { fieldOperators, type FieldOperator } from './field-operators';
import { atPath, put, type Leaf, type Positions } from './target';

const operators: Readonly<Record<string, FieldOperator>> = {
  ...fieldOperators,
  ...arrayUpdateOperators,
  $setOnInsert: fieldOperators.$set as FieldOperator,
};

/** One field to be changed. */
interface Change {
  readonly path: string;
  readonly operator: string;
  readonly creates: boolean;
  readonly leaf: Leaf;
}

interface Rename {
  readonly from: string;
  readonly to: string;
}

function checkPath(path: string): void {
  if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..')) {
    throw new MongoError(
      'BadValue',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
}

function conflict(paths: readonly string[]): void {
  const sorted = [...paths].sort();
  for (const [i, path] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before !== undefined && (path === before || path.startsWith(`${before}.`))) {
      throw new MongoError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${before}'`,
      );
    }
  }
}

function fieldsOf(operator: string, value: unknown): [string, unknown][] {
  if (isDoc(value)) return Object.entries(value);
  throw new MongoError(
    'FailedToParse',
    `Modifiers operate on fields but we found type other than object for: ${operator}`,
  );
}

const NUMERIC = new Intl.Collator('en', { numeric: true });

/** MongoDB applies changes by path, numbers in it by value: so new fields come in that order. */
function byPath({ path: a }: Change, { path: b }: Change): number {
  if (/\.\d/.test(a) && /\.\d/.test(b)) return NUMERIC.compare(a, b);
  return a < b ? -1 : 1;
}

function readValue(document: Doc, path: string): unknown {
  let value: unknown = document;
  for (const segment of path.split('.')) {
    if (Array.isArray(value)) {
      throw new MongoError('BadValue', `The source field cannot be an array element, '${path}'`);
    }
    value = isDoc(value) ? value[segment] : undefined;
  }
  return value;
}

/** An update by operators, compiled once and applied to any number of documents. */
export class OperatorUpdate {
  private readonly changes: Change[] = [];
  private readonly renames: Rename[] = [];

  /** `update` in exact BSON types. Throws MongoError when it cannot be applied to any document. */
  constructor(update: Doc) {
    for (const [operator, value] of Object.entries(update)) {
      for (const [path, operand] of fieldsOf(operator, value)) this.add(operator, path, operand);
    }
    this.changes.sort(byPath);
    const renamed = this.renames.flatMap(({ from, to }) => [from, to]);
    conflict([...this.changes.map(({ path }) => path), ...renamed]);
  }

  private add(operator: string, path: string, operand: unknown): void {
    checkPath(path);
    if (operator === '$rename') {
      if (typeof operand !== 'string') {
        throw new MongoError('BadValue', `The 'to' field for $rename must be a string: ${path}`);
      }
      checkPath(operand);
      this.renames.push({ from: path, to: operand });
      return;
    }
    const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (!known) throw new MongoError('FailedToParse', `Unknown modifier: ${operator}`);
    this.changes.push({
      path,
      operator,
      creates: known.creates,
      leaf: known.compile(operand, path),
    });
  }

  /** Changes a document, decoded in exact types, in place. */
  apply(document: Doc, positions: Positions, inserting: boolean): void {
    for (const { from, to } of this.renames) rename(document, from, to, positions);
    for (const { path, operator, creates, leaf } of this.changes) {
      if (operator === '$setOnInsert' && !inserting) continue;
      atPath(document, path, creates, positions, leaf);
    }
  }
}

function rename(document: Doc, from: string, to: string, positions: Positions): void {
  const value = readValue(document, from);
  if (value === undefined) return;
  const remove: Leaf = (parent, key) => Reflect.deleteProperty(parent, key);
  atPath(document, from, false, positions, remove);
  atPath(document, to, true, positions, (parent, key) => put(parent, key, value));
}
