import { orderKey } from '../bson/order-key';
import { Elements, T, rawSlice, type RawValue } from '../bson/raw';

type ConditionOp = 'eq' | 'in' | 'gt' | 'gte' | 'lt' | 'lte';

/** One thing that a filter demands of one field: enough to look it up in an index or to test stored bytes. */
export class Condition {
  private made: readonly Buffer[] | undefined;

  constructor(
    readonly path: string,
    readonly op: ConditionOp,
    readonly operands: readonly RawValue[],
  ) {}

  /** The order keys of the operands, made when they are asked for: many a test needs none. */
  get keys(): readonly Buffer[] {
    return (this.made ??= this.operands.map((operand) => orderKey(operand)));
  }

  get segments(): readonly Buffer[] {
    return segmentsOf(this.path);
  }
}

const MOST_PATHS = 1_000;
const paths = new Map<string, readonly Buffer[]>();

function segmentsOf(path: string): readonly Buffer[] {
  const known = paths.get(path);
  if (known) return known;
  if (paths.size >= MOST_PATHS) paths.clear();
  const segments = path.split('.').map((segment) => Buffer.from(segment));
  paths.set(path, segments);
  return segments;
}

/** What can be read off a filter: conditions that all must hold, and whether they are all that it says. */
export interface FilterShape {
  readonly conditions: Condition[];
  exact: boolean;
}

const OPS: Readonly<Record<string, ConditionOp>> = {
  $eq: 'eq',
  $in: 'in',
  $gt: 'gt',
  $gte: 'gte',
  $lt: 'lt',
  $lte: 'lte',
};

const UNORDERED = new Set<number>([
  T.array,
  T.regex,
  T.undefined,
  T.minKey,
  T.maxKey,
  T.null,
  T.document,
]);

function isNaNValue({ bytes, type, start }: RawValue): boolean {
  return type === T.double && Number.isNaN(bytes.readDoubleLE(start));
}

function isPlain(op: ConditionOp, value: RawValue): boolean {
  if (value.type === T.decimal128) return false;
  if (op !== 'eq') return !UNORDERED.has(value.type) && !isNaNValue(value);
  return value.type !== T.array && value.type !== T.regex && value.type !== T.undefined;
}

function operandsOf(op: ConditionOp, value: RawValue): RawValue[] | undefined {
  if (op !== 'in') return isPlain(op, value) ? [value] : undefined;
  if (value.type !== T.array) return undefined;
  const operands: RawValue[] = [];
  const elements = new Elements(value.bytes, value.start);
  while (elements.next()) {
    const operand = elements.value();
    if (!isPlain('eq', operand)) return undefined;
    operands.push(operand);
  }
  return operands;
}

function isOperatorName({ bytes, nameStart }: Elements): boolean {
  return bytes[nameStart] === 0x24;
}

function add(shape: FilterShape, path: string, name: string, value: RawValue): void {
  const op = OPS[name];
  const operands = op && operandsOf(op, value);
  if (!op || !operands) {
    shape.exact = false;
    return;
  }
  shape.conditions.push(new Condition(path, op, operands));
}

function addField(shape: FilterShape, path: string, value: RawValue): void {
  if (value.type === T.document) {
    const operators = new Elements(value.bytes, value.start);
    let found = operators.next();
    if (found && isOperatorName(operators)) {
      for (; found; found = operators.next()) {
        add(shape, path, operators.name, operators.value());
      }
      return;
    }
  }
  add(shape, path, '$eq', value);
}

function addAll(shape: FilterShape, { bytes, start }: RawValue): void {
  const parts = new Elements(bytes, start);
  while (parts.next()) {
    if (parts.type === T.document) collect(shape, rawSlice(parts.value()));
    else shape.exact = false;
  }
}

function collect(shape: FilterShape, filter: Buffer): void {
  const elements = new Elements(filter);
  while (elements.next()) {
    const { name } = elements;
    if (!name.startsWith('$')) addField(shape, name, elements.value());
    else if (name === '$comment') continue;
    else if (name === '$and' && elements.type === T.array) addAll(shape, elements.value());
    else shape.exact = false;
  }
}

/** Reads the conditions off a filter in BSON. */
export function filterShape(filter: Buffer): FilterShape {
  const shape: FilterShape = { conditions: [], exact: true };
  collect(shape, filter);
  return shape;
}

/** The document itself when the filter is `{}`. */
export function isEmptyFilter({ conditions, exact }: FilterShape): boolean {
  return exact && conditions.length === 0;
}

const ID = Buffer.from('_id');
const ID_TYPES = new Set<number>([T.string, T.objectId, T.int32, T.int64, T.date, T.binary]);

/** The `_id` of a filter that asks for nothing else, as most filters of writes do. */
export function namedId(filter: RawValue): RawValue | undefined {
  const elements = new Elements(filter.bytes, filter.start);
  if (!elements.next() || !elements.nameIs(ID) || !ID_TYPES.has(elements.type)) return undefined;
  const id = elements.value();
  return elements.next() ? undefined : id;
}
