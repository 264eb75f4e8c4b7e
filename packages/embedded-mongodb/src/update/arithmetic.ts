import { Decimal128, Double, Int32, Long } from 'bson';
import { MongoError } from '../errors';
import { typeName } from '../query/type-names';

/** The four BSON number types, narrow to wide; a result has the wider type of its operands. */
export type BsonNumber = Int32 | Long | Double | Decimal128;
const WIDTH = { Int32: 0, Long: 1, Double: 2, Decimal128: 3 } as const;

export function isNumber(value: unknown): value is BsonNumber {
  const type = typeof value === 'object' ? (value as { _bsontype?: string } | null)?._bsontype : '';
  return type !== undefined && type in WIDTH;
}

const DECIMAL_DIGITS = 34;

interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

function exact(value: BsonNumber): Exact {
  const text = value.toString();
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:[Ee]([+-]?\d+))?$/.exec(text);
  if (!found) throw new MongoError('BadValue', `Cannot compute with ${text}`);
  const [, sign = '', whole = '', fraction = '', power = '0'] = found;
  return {
    digits: BigInt(`${sign}${whole}${fraction}`),
    exponent: Number(power) - fraction.length,
  };
}

const magnitude = (digits: bigint) => (digits < 0n ? -digits : digits);

/** A Decimal128 holds 34 digits: further ones are rounded to the nearest, of two that are as near to the even one. */
function toDecimal({ digits, exponent }: Exact): Decimal128 {
  const excess = magnitude(digits).toString().length - DECIMAL_DIGITS;
  if (excess <= 0) return Decimal128.fromString(`${digits}E${exponent}`);
  const scale = 10n ** BigInt(excess);
  const [kept, dropped] = [digits / scale, 2n * magnitude(digits % scale)];
  const up = dropped > scale || (dropped === scale && kept % 2n !== 0n);
  const away = digits < 0n ? -1n : 1n;
  return toDecimal({ digits: up ? kept + away : kept, exponent: exponent + excess });
}

function aligned(a: Exact, b: Exact): [Exact, Exact] {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (one: Exact) => one.digits * 10n ** BigInt(one.exponent - exponent);
  return [
    { digits: scaled(a), exponent },
    { digits: scaled(b), exponent },
  ];
}

function addExact(a: Exact, b: Exact): Exact {
  const [x, y] = aligned(a, b);
  return { digits: x.digits + y.digits, exponent: x.exponent };
}

function multiplyExact(a: Exact, b: Exact): Exact {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

/** What becomes of a whole number that 64 bits do not hold. */
type Overflow = (result: bigint) => BsonNumber;

/** As updates have it. Throws BadValue. */
function refuse(): never {
  throw new MongoError(
    'BadValue',
    'Failed to apply operator: the result overflows a 64-bit integer',
  );
}

/** As expressions have it. */
export const asDouble: Overflow = (result) => new Double(Number(result));

function toWhole(result: bigint, width: number, overflow: Overflow): BsonNumber {
  const fits = result >= -0x80000000n && result <= 0x7fffffffn;
  if (width === WIDTH.Int32 && fits) return new Int32(Number(result));
  return BigInt.asIntN(64, result) === result ? Long.fromBigInt(result) : overflow(result);
}

/** An int if it fits and nothing says that it is a long, else a long, else a double. */
export function wholeNumber(value: bigint, isLong: boolean): BsonNumber {
  return toWhole(value, isLong ? WIDTH.Long : WIDTH.Int32, asDouble);
}

interface Operation {
  readonly whole: (a: bigint, b: bigint) => bigint;
  readonly float: (a: number, b: number) => number;
  readonly decimal: (a: Exact, b: Exact) => Exact;
}

function combineDecimals(a: BsonNumber, b: BsonNumber, { float, decimal }: Operation): Decimal128 {
  const [x, y] = [Number(a.toString()), Number(b.toString())];
  if (Number.isFinite(x) && Number.isFinite(y)) return toDecimal(decimal(exact(a), exact(b)));
  return Decimal128.fromString(String(float(x, y)));
}

function combine(a: BsonNumber, b: BsonNumber, operation: Operation, overflow: Overflow) {
  const width = Math.max(WIDTH[a._bsontype], WIDTH[b._bsontype]);
  if (width === WIDTH.Decimal128) return combineDecimals(a, b, operation);
  const [x, y] = [a.toString(), b.toString()];
  if (width === WIDTH.Double) return new Double(operation.float(Number(x), Number(y)));
  return toWhole(operation.whole(BigInt(x), BigInt(y)), width, overflow);
}

const SUM: Operation = { whole: (a, b) => a + b, float: (a, b) => a + b, decimal: addExact };
const DIFFERENCE: Operation = {
  whole: (a, b) => a - b,
  float: (a, b) => a - b,
  decimal: (a, b) => addExact(a, { ...b, digits: -b.digits }),
};
const PRODUCT: Operation = {
  whole: (a, b) => a * b,
  float: (a, b) => a * b,
  decimal: multiplyExact,
};
const REMAINDER: Operation = {
  whole: (a, b) => a % b,
  float: (a, b) => a % b,
  decimal: (a, b) => {
    const [x, y] = aligned(a, b);
    return { digits: x.digits % y.digits, exponent: x.exponent };
  },
};

export function add(a: BsonNumber, b: BsonNumber, overflow: Overflow = refuse): BsonNumber {
  return combine(a, b, SUM, overflow);
}

export function multiply(a: BsonNumber, b: BsonNumber, overflow: Overflow = refuse): BsonNumber {
  return combine(a, b, PRODUCT, overflow);
}

export function subtract(a: BsonNumber, b: BsonNumber, overflow: Overflow): BsonNumber {
  return combine(a, b, DIFFERENCE, overflow);
}

/** With the sign of `a`; `b` is not zero. */
export function remainder(a: BsonNumber, b: BsonNumber): BsonNumber {
  return combine(a, b, REMAINDER, asDouble);
}

/** To 34 digits, as few of them as say it exactly. */
function divideExact(a: Exact, b: Exact): Exact {
  const shift = DECIMAL_DIGITS + 2 + magnitude(b.digits).toString().length;
  const scaled = a.digits * 10n ** BigInt(shift);
  let digits = scaled / b.digits;
  let exponent = a.exponent - b.exponent - shift;
  // One digit more tells a result in the middle between two from one just above it.
  if (scaled % b.digits !== 0n)
    return { digits: digits * 10n + (digits < 0n ? -1n : 1n), exponent: exponent - 1 };
  for (; digits % 10n === 0n && exponent < a.exponent - b.exponent; exponent++) digits /= 10n;
  return { digits, exponent };
}

/** A double, or a Decimal128 when one of them is; `b` is not zero. */
export function divide(a: BsonNumber, b: BsonNumber): BsonNumber {
  const operation = { ...SUM, float: (x: number, y: number) => x / y, decimal: divideExact };
  if (a._bsontype === 'Decimal128' || b._bsontype === 'Decimal128') {
    return combineDecimals(a, b, operation);
  }
  return new Double(Number(a.toString()) / Number(b.toString()));
}

/** `$bit` on Int32 and Long. Throws BadValue for anything else. */
export function bitwise(a: unknown, b: unknown, operation: string): BsonNumber {
  if (!isWhole(a) || !isWhole(b)) {
    throw new MongoError(
      'BadValue',
      `Cannot apply $bit to a value of non-integral type: ${typeName(a)}`,
    );
  }
  const [x, y] = [BigInt(a.toString()), BigInt(b.toString())];
  const result = { and: x & y, or: x | y, xor: x ^ y }[operation];
  if (result === undefined) {
    throw new MongoError(
      'BadValue',
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${operation}'`,
    );
  }
  return toWhole(result, Math.max(WIDTH[a._bsontype], WIDTH[b._bsontype]), refuse);
}

export function isWhole(value: unknown): value is Int32 | Long {
  return isNumber(value) && (value._bsontype === 'Int32' || value._bsontype === 'Long');
}
