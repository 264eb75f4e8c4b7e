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

/** A Decimal128 holds 34 digits: further ones are rounded to the nearest. */
function toDecimal({ digits, exponent }: Exact): Decimal128 {
  const excess = digits.toString().replace('-', '').length - 34;
  if (excess <= 0) return Decimal128.fromString(`${digits}E${exponent}`);
  const scale = 10n ** BigInt(excess);
  const half = digits < 0n ? -scale / 2n : scale / 2n;
  return Decimal128.fromString(`${(digits + half) / scale}E${exponent + excess}`);
}

function addExact(a: Exact, b: Exact): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (one: Exact) => one.digits * 10n ** BigInt(one.exponent - exponent);
  return { digits: scaled(a) + scaled(b), exponent };
}

function multiplyExact(a: Exact, b: Exact): Exact {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

function toWhole(result: bigint, width: number): BsonNumber {
  const fits = result >= -0x80000000n && result <= 0x7fffffffn;
  if (width === WIDTH.Int32 && fits) return new Int32(Number(result));
  if (BigInt.asIntN(64, result) !== result) {
    throw new MongoError(
      'BadValue',
      'Failed to apply operator: the result overflows a 64-bit integer',
    );
  }
  return Long.fromBigInt(result);
}

function combine(
  a: BsonNumber,
  b: BsonNumber,
  whole: (a: bigint, b: bigint) => bigint,
  float: (a: number, b: number) => number,
  decimal: (a: Exact, b: Exact) => Exact,
): BsonNumber {
  const width = Math.max(WIDTH[a._bsontype], WIDTH[b._bsontype]);
  if (width === WIDTH.Decimal128) return toDecimal(decimal(exact(a), exact(b)));
  if (width === WIDTH.Double) return new Double(float(Number(a.toString()), Number(b.toString())));
  return toWhole(whole(BigInt(a.toString()), BigInt(b.toString())), width);
}

export function add(a: BsonNumber, b: BsonNumber): BsonNumber {
  return combine(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
    addExact,
  );
}

export function multiply(a: BsonNumber, b: BsonNumber): BsonNumber {
  return combine(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
    multiplyExact,
  );
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
  return toWhole(result, Math.max(WIDTH[a._bsontype], WIDTH[b._bsontype]));
}

function isWhole(value: unknown): value is Int32 | Long {
  return isNumber(value) && (value._bsontype === 'Int32' || value._bsontype === 'Long');
}
