import { toRaw } from './convert';
import { orderKey } from './order-key';
import { typeOrder } from './type-order';

function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return aboveSurrogates(x) - aboveSurrogates(y);
  }
  return a.length - b.length;
}

/** UTF-16 puts characters beyond the basic plane below U+E000, UTF-8 (which MongoDB compares by) above. */
function aboveSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function compareNumbers(a: number, b: number): number {
  if (a < b || (Number.isNaN(a) && !Number.isNaN(b))) return -1;
  if (a > b || (Number.isNaN(b) && !Number.isNaN(a))) return 1;
  return 0;
}

/** MongoDB's total order over all BSON values; undefined (a missing field) orders as null. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  return Buffer.compare(orderKey(toRaw(a)), orderKey(toRaw(b)));
}

const JS_ORDER: Readonly<Record<string, number>> = {
  number: typeOrder(0x10),
  string: typeOrder(0x02),
  boolean: typeOrder(0x08),
};

/** Values compare by `$gt` and the like only within one such class ("type bracketing"). */
export function typeClass(value: unknown): number {
  return JS_ORDER[typeof value] ?? typeOrder(toRaw(value).type);
}

/** Equal by value: 1, 1.0 and Long 1 are; missing and null are not told apart. */
export function equalValues(a: unknown, b: unknown): boolean {
  return a === b || compareValues(a, b) === 0;
}

/** A key for maps that is the same for values that MongoDB holds equal. */
export function identity(value: unknown): string {
  return orderKey(toRaw(value)).toString('latin1');
}

/** An embedded document, as against an ObjectId, Date or any other value with a type of its own. */
export function isDoc(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('_bsontype' in value) &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !ArrayBuffer.isView(value)
  );
}
