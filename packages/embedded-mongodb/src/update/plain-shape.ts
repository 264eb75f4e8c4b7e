/** The operators that can act on stored bytes: what they write does not depend on more than the field itself. */
export type PlainOperator = '$set' | '$inc' | '$unset' | '$setOnInsert';

/** A field on the way to what an update changes, or the one to be changed. */
export interface PlainField {
  /** The name and its closing zero, as BSON has it. */
  readonly name: Buffer;
  readonly operator: PlainOperator | undefined;
  /** Which operand of the update is its own. */
  readonly operand: number;
  readonly fields: PlainField[];
}

/** What an update changes, as a tree in the order in which new fields are added. */
export interface PlainShape {
  readonly fields: readonly PlainField[];
  /** By how many bytes, at most, a document grows beyond the update's own. */
  readonly overhead: number;
}

/** Whether every field in it is made when it is not there, or none is. */
export function creates({ operator, fields }: PlainField): boolean | undefined {
  if (operator) return operator === '$set' || operator === '$inc';
  const [first, ...others] = fields.map(creates);
  return others.every((one) => one === first) ? first : undefined;
}

const OPERATORS = new Set<string>(['$set', '$inc', '$unset', '$setOnInsert']);
const MOST_CHANGES = 30;
const DEEPEST = 20;
/** Type, length and closing zeros of a document that is made on the way. */
const SEGMENT_BYTES = 8;
const MOST_KNOWN = 1_000;

function isPlainPath(segments: readonly string[]): boolean {
  if (segments.length > DEEPEST || segments[0] === '_id') return false;
  return segments.every((one) => one !== '' && !one.startsWith('$') && !/^\d+$/.test(one));
}

function fieldNamed(fields: PlainField[], segment: string, leaf: Partial<PlainField>): PlainField {
  const name = Buffer.from(`${segment}\0`);
  const known = fields.find((field) => field.name.equals(name));
  if (known) return known;
  const field = { name, operator: undefined, operand: 0, fields: [], ...leaf };
  fields.push(field);
  return field;
}

/** Whether the path was added: it contradicts another one when it leads to the same field, or beyond it. */
function plant(root: PlainField[], segments: string[], leaf: Partial<PlainField>): boolean {
  let fields = root;
  const last = segments.pop() ?? '';
  for (const segment of segments) {
    const field = fieldNamed(fields, segment, {});
    if (field.operator) return false;
    fields = field.fields;
  }
  const before = fields.length;
  fieldNamed(fields, last, leaf);
  return fields.length > before;
}

function build(
  changes: readonly (readonly [operator: string, path: string])[],
): PlainShape | undefined {
  if (changes.length > MOST_CHANGES) return undefined;
  const root: PlainField[] = [];
  let overhead = 0;
  const inOrder = changes.map(([operator, path], operand) => ({ operator, path, operand }));
  inOrder.sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { operator, path, operand } of inOrder) {
    const segments = path.split('.');
    if (!OPERATORS.has(operator) || !isPlainPath(segments)) return undefined;
    overhead += segments.length * SEGMENT_BYTES;
    if (!plant(root, segments, { operator: operator as PlainOperator, operand })) return undefined;
  }
  return { fields: root, overhead };
}

const known = new Map<string, PlainShape | undefined>();

/**
 * What an update of these operators and paths changes. Undefined when it has to be carried out by the operators
 * themselves.
 */
export function plainShape(
  changes: readonly (readonly [operator: string, path: string])[],
): PlainShape | undefined {
  const key = changes.map((change) => change.join('\0')).join('\0');
  if (known.has(key)) return known.get(key);
  if (known.size >= MOST_KNOWN) known.clear();
  const shape = build(changes);
  known.set(key, shape);
  return shape;
}
