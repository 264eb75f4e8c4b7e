import { orderKey } from '../bson/order-key';
import { typeOrder } from '../bson/type-order';
import { T, rawField, type RawValue } from '../bson/raw';
import type { Condition } from './conditions';

/** true and false are certain; undefined: an array is involved, ask the query language. */
export type Verdict = boolean | undefined;
type Test = (value: RawValue | undefined) => boolean;

const SAME_BYTES_ONLY = new Set<number>([T.string, T.objectId, T.boolean, T.date, T.int32]);

function isNull(value: RawValue | undefined): boolean {
  return !value || value.type === T.null || value.type === T.undefined;
}

function sameBytes(a: RawValue, b: RawValue): boolean {
  const length = a.end - a.start;
  if (length !== b.end - b.start) return false;
  return a.bytes.compare(b.bytes, b.start, b.end, a.start, a.end) === 0;
}

function equals(operand: RawValue, condition: Condition): Test {
  if (operand.type === T.null) return isNull;
  const order = typeOrder(operand.type);
  const decisive = SAME_BYTES_ONLY.has(operand.type);
  return (value) => {
    if (!value || typeOrder(value.type) !== order) return false;
    if (value.type === operand.type) {
      const same = sameBytes(value, operand);
      if (same || decisive) return same;
    }
    return orderKey(value).equals(condition.keys[0] as Buffer);
  };
}

function isAmong({ operands, keys }: Condition): Test {
  const known = new Set(keys.map((key) => key.toString('latin1')));
  const orNull = operands.some((operand) => operand.type === T.null);
  return (value) => {
    if (isNull(value)) return orNull;
    return value !== undefined && known.has(orderKey(value).toString('latin1'));
  };
}

const HOLDS: Readonly<Record<'gt' | 'gte' | 'lt' | 'lte', (compared: number) => boolean>> = {
  gt: (compared) => compared > 0,
  gte: (compared) => compared >= 0,
  lt: (compared) => compared < 0,
  lte: (compared) => compared <= 0,
};

/** A number that JavaScript compares as BSON does. */
function numberAt({ bytes, type, start }: RawValue): number | undefined {
  if (type === T.int32) return bytes.readInt32LE(start);
  return type === T.double ? bytes.readDoubleLE(start) : undefined;
}

/** What a condition demands of one value that is no array. */
export function testOf(condition: Condition): Test {
  const { op } = condition;
  const operand = condition.operands[0] as RawValue;
  if (op === 'eq') return equals(operand, condition);
  if (op === 'in') return isAmong(condition);
  const holds = HOLDS[op];
  const order = typeOrder(operand.type);
  const than = numberAt(operand);
  return (value) => {
    if (!value || typeOrder(value.type) !== order) return false;
    const number = numberAt(value);
    if (number !== undefined && than !== undefined) {
      return holds(number === than ? 0 : number - than);
    }
    return !Number.isNaN(number) && holds(orderKey(value).compare(condition.keys[0] as Buffer));
  };
}

const UNDECIDED = Symbol('an array is on the way');

function reach(document: Buffer, segments: readonly Buffer[]): RawValue | undefined | symbol {
  let value: RawValue | undefined = { bytes: document, type: T.document, start: 0, end: 0 };
  for (const segment of segments) {
    if (value.type !== T.document) return undefined;
    value = rawField(document, value.start, segment);
    if (!value) return undefined;
    if (value.type === T.array) return UNDECIDED;
  }
  return value;
}

/** Tests stored bytes against conditions, decoding nothing. */
export function rawTest(conditions: readonly Condition[]): (document: Buffer) => Verdict {
  const tests = conditions.map((condition) => ({
    segments: condition.segments,
    test: testOf(condition),
  }));
  return (document) => {
    let verdict: Verdict = true;
    for (const { segments, test } of tests) {
      const value = reach(document, segments);
      if (typeof value === 'symbol') verdict = undefined;
      else if (!test(value)) return false;
    }
    return verdict;
  };
}
