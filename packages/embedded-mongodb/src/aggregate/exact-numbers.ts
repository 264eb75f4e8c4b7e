import { Decimal128, Double, Int32, Long } from 'bson';
import { isDoc } from '../bson/compare';
import { toTypedDoc, type Doc } from '../bson/convert';
import { add, isNumber, wholeNumber, type BsonNumber } from '../update/arithmetic';

/** Up to here an int may be added to a JavaScript number with no loss. */
const EXACT = 2 ** 52;

/** Whether a JavaScript number is written as an int. */
function isInt(value: number): boolean {
  return value === (value | 0) && !Object.is(value, -0);
}

/**
 * A number as pipelines compute with it: a JavaScript number where that is written back as the same type (an int, or a
 * double that could not be one), else the BSON type itself.
 */
export function fromBson(number: BsonNumber): number | BsonNumber {
  if (number._bsontype === 'Int32') return number.value;
  if (number._bsontype === 'Double' && !isInt(number.value)) return number.value;
  return number;
}

/** The BSON number that a value of a pipeline is; undefined when it is none. */
export function asBson(value: unknown): BsonNumber | undefined {
  if (typeof value === 'number') return isInt(value) ? new Int32(value) : new Double(value);
  return isNumber(value) ? value : undefined;
}

function computable(value: unknown): unknown {
  if (isNumber(value)) return fromBson(value);
  if (Array.isArray(value)) return value.map(computable);
  return isDoc(value) ? computableFields(value) : value;
}

function computableFields(doc: Doc): Doc {
  for (const name of Object.keys(doc)) {
    const value = doc[name];
    if (typeof value === 'object' && value !== null) doc[name] = computable(value);
  }
  return doc;
}

/** A document whose numbers keep their exact types through a pipeline that {@link keepsTypes}. */
export function toExactDoc(bytes: Uint8Array): Doc {
  return computableFields(toTypedDoc(bytes));
}

/** A sum that JavaScript has computed, of ints or longs only when it is whole. */
export function sumOf(sum: number, whole: boolean): BsonNumber {
  if (!whole) return new Double(sum);
  return isInt(sum) ? new Int32(sum) : Long.fromNumber(sum);
}

/** The sum of the JavaScript numbers that values begin with, and how many values it is of. */
function leading(values: readonly unknown[]): { sum: number; whole: boolean; length: number } {
  let sum = 0;
  let whole = true;
  let length = 0;
  for (const value of values) {
    if (typeof value !== 'number' || (whole && Math.abs(sum) > EXACT)) break;
    whole &&= isInt(value);
    sum += value;
    length++;
  }
  return { sum, whole, length };
}

/** What was added up so far, by type: only the end tells which type the sum has. */
class Parts {
  whole = 0n;
  hasLong = false;
  double: number | undefined;
  decimal: BsonNumber | undefined;

  add(number: BsonNumber): void {
    if (number._bsontype === 'Double') this.double = (this.double ?? 0) + number.value;
    else if (number._bsontype === 'Decimal128') {
      this.decimal = this.decimal ? add(this.decimal, number) : number;
    } else {
      this.whole += BigInt(number.toString());
      this.hasLong ||= number._bsontype === 'Long';
    }
  }

  get sum(): BsonNumber {
    const { whole, double, decimal } = this;
    if (decimal) {
      const exact = add(decimal, Decimal128.fromString(whole.toString()));
      return double === undefined ? exact : add(exact, new Double(double));
    }
    if (double !== undefined) return new Double(double + Number(whole));
    return wholeNumber(whole, this.hasLong);
  }
}

/** Adds up the numbers among values that a pipeline computes with: ints to an int or a long, with longs to a long. */
export function total(values: readonly unknown[]): number | BsonNumber {
  const { sum, whole, length } = leading(values);
  if (length === values.length) return fromBson(sumOf(sum, whole));
  const parts = new Parts();
  if (whole) parts.whole = BigInt(sum);
  else parts.double = sum;
  for (let i = length; i < values.length; i++) {
    const number = asBson(values[i]);
    if (number) parts.add(number);
  }
  return fromBson(parts.sum);
}
