import { Decimal128 } from 'bson';
import type { RawValue } from './raw';

/** A number as its nearest double and what is left, in units of 2^-72 of the double's last place. */
export interface SplitNumber {
  readonly double: number;
  readonly rest: bigint;
}

const REST_BITS = 72n;
const view = new DataView(new ArrayBuffer(8));

function parts(double: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, double);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: double < 0 ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n ? quotient - 1n : quotient;
}

/** What `numerator / denominator` is beyond its nearest double: equal numbers of any type give equal rests. */
function restOf(numerator: bigint, denominator: bigint, double: number): bigint {
  const { mantissa, exponent } = parts(double);
  const shift = BigInt(Math.abs(exponent));
  const scaled = (exponent < 0 ? numerator << shift : numerator) << REST_BITS;
  const by = exponent < 0 ? denominator : denominator << shift;
  return floorDivide(scaled, by) - (mantissa << REST_BITS);
}

export function splitInt64(value: bigint): SplitNumber {
  const double = Number(value);
  return { double, rest: restOf(value, 1n, double) };
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/;

/** A Decimal128; beyond the range of a double it orders as an infinity with a rest. */
export function splitDecimal({ bytes, start }: RawValue): SplitNumber {
  const text = new Decimal128(Uint8Array.from(bytes.subarray(start, start + 16))).toString();
  const found = DECIMAL.exec(text);
  if (!found) return { double: Number(text), rest: 0n };
  const [, sign, whole = '', fraction = '', power = '0'] = found;
  const digits = BigInt(`${sign ?? ''}${whole}${fraction}`);
  const exponent = Number(power) - fraction.length;
  const double = Number(text);
  if (!Number.isFinite(double)) return beyondDoubles(digits, exponent);
  const scale = 10n ** BigInt(Math.abs(Math.max(exponent, -400)));
  return exponent < 0
    ? { double, rest: restOf(digits, scale, double) }
    : { double, rest: restOf(digits * scale, 1n, double) };
}

function beyondDoubles(digits: bigint, exponent: number): SplitNumber {
  const negative = digits < 0n;
  const magnitude = (negative ? -digits : digits).toString();
  const size = BigInt(magnitude.length + exponent) << 56n;
  const lead = BigInt(magnitude.slice(0, 16).padEnd(16, '0'));
  const rest = size + lead - (1n << 71n);
  return { double: negative ? -Infinity : Infinity, rest: negative ? -rest : rest };
}
