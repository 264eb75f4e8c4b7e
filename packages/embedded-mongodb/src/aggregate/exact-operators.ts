import { Decimal128, Double, Int32, Long } from 'bson';
import { evalExpr } from 'mingo/core';
import { $push } from 'mingo/operators/accumulator';
import * as mingo from 'mingo/operators/expression';
import type { Any, Options } from 'mingo/types';
import { MongoError } from '../errors';
import { identity } from '../bson/compare';
import {
  add,
  asDouble,
  divide,
  isWhole,
  multiply,
  remainder,
  subtract,
  type BsonNumber,
} from '../update/arithmetic';
import { asBson, fromBson, sumOf, total } from './exact-numbers';
import { listing } from './operators';

type Expression = (obj: Any, expr: Any, options: Options) => unknown;
type Accumulator = (collection: Any[], expr: Any, options: Options) => unknown;
type Compute = (numbers: readonly BsonNumber[], plain: () => unknown) => BsonNumber | undefined;

const numberOf = (number: BsonNumber) => Number(number.toString());
const wide = (a: BsonNumber, b: BsonNumber) => add(a, b, asDouble);

/** An operator that computes with numbers of all types; dates, null and what is no operand are left to the language. */
function exact(operator: unknown, compute: Compute): Expression {
  return (obj, expr, options) => {
    const evaluated = evalExpr(obj, expr, options);
    const operands = Array.isArray(evaluated) ? (evaluated as unknown[]) : [evaluated];
    const numbers = operands.map(asBson);
    const plain = () => {
      const literals = operands.map((one, i) => {
        const number = numbers[i];
        return { $literal: number ? numberOf(number) : one };
      });
      return (operator as Expression)(obj, Array.isArray(expr) ? literals : literals[0], options);
    };
    if (!numbers.every((number) => number !== undefined)) return plain();
    const result = compute(numbers, plain);
    return result === undefined ? plain() : fromBson(result);
  };
}

function pair(compute: (a: BsonNumber, b: BsonNumber) => BsonNumber | undefined): Compute {
  return ([a, b]) => (a && b ? compute(a, b) : undefined);
}

function modulo(a: BsonNumber, b: BsonNumber): BsonNumber {
  if (numberOf(b) === 0) throw new MongoError('BadValue', "can't $mod by zero");
  return remainder(a, b);
}

function absolute(number: BsonNumber): BsonNumber {
  if (number._bsontype === 'Double') return new Double(Math.abs(number.value));
  return numberOf(number) < 0 ? subtract(new Int32(0), number, asDouble) : number;
}

/** Whole numbers stay as they are but for places before the point; doubles stay doubles. */
const rounded: Compute = ([number, place], plain) => {
  if (!number || number instanceof Decimal128) return undefined;
  if (!isWhole(number)) return new Double(Number(plain()));
  if (!place || numberOf(place) >= 0) return number;
  const result = sumOf(Number(plain()), true);
  return number._bsontype === 'Long' ? wide(result, subtract(number, number, asDouble)) : result;
};

/** An operator whose result is a double of whatever it is given. */
const inDoubles: Compute = (_, plain) => new Double(Number(plain()));

const LARGEST_POWER = 64;

/** Whole of whole numbers as long as 64 bits hold it. */
function power(base: BsonNumber, exponent: BsonNumber): BsonNumber {
  const inDouble = new Double(numberOf(base) ** numberOf(exponent));
  if (!isWhole(base) || !isWhole(exponent) || numberOf(exponent) < 0) return inDouble;
  const result = wholePower(base, exponent);
  return isWhole(result) ? result : inDouble;
}

function wholePower(base: BsonNumber, exponent: BsonNumber): BsonNumber {
  const n = numberOf(exponent);
  // Beyond that only the powers of 0, 1 and -1 are held.
  const times = n > LARGEST_POWER ? LARGEST_POWER + (n % 2) : n;
  let result: BsonNumber = exponent._bsontype === 'Long' ? Long.ONE : new Int32(1);
  for (let i = 0; i < times && isWhole(result); i++) result = multiply(result, base, asDouble);
  return result;
}

const DOUBLES = [
  ...['$sqrt', '$exp', '$ln', '$log', '$log10', '$degreesToRadians', '$radiansToDegrees'],
  ...['$sin', '$cos', '$tan', '$asin', '$acos', '$atan', '$atan2', '$sinh', '$cosh', '$tanh'],
  ...['$asinh', '$acosh', '$atanh'],
];

/** The arithmetic of expressions with the types that MongoDB gives its results. */
export const exactExpressions: Readonly<Record<string, Expression>> = {
  ...Object.fromEntries(
    DOUBLES.map((name) => [name, exact(mingo[name as keyof typeof mingo], inDoubles)]),
  ),
  $add: exact(mingo.$add, (numbers) => asBson(total(numbers))),
  $subtract: exact(
    mingo.$subtract,
    pair((a, b) => subtract(a, b, asDouble)),
  ),
  $multiply: exact(mingo.$multiply, (numbers) =>
    numbers.reduce((a, b) => multiply(a, b, asDouble), new Int32(1)),
  ),
  $divide: exact(
    mingo.$divide,
    pair((a, b) => (numberOf(b) === 0 ? undefined : divide(a, b))),
  ),
  $mod: exact(mingo.$mod, pair(modulo)),
  $abs: exact(mingo.$abs, ([number]) => number && absolute(number)),
  $ceil: exact(mingo.$ceil, rounded),
  $floor: exact(mingo.$floor, rounded),
  $trunc: exact(listing(mingo.$trunc), rounded),
  $round: exact(listing(mingo.$round), rounded),
  $pow: exact(mingo.$pow, pair(power)),
};

const $sum: Accumulator = (collection, expr, options) => {
  const number = asBson(expr);
  if (number) return fromBson(multiply(number, new Int32(collection.length), asDouble));
  return total($push(collection, expr, options));
};

const $avg: Accumulator = (collection, expr, options) => {
  const numbers = $push(collection, expr, options).filter((value) => asBson(value) !== undefined);
  const sum = asBson(total(numbers));
  return sum && numbers.length > 0 ? fromBson(divide(sum, new Int32(numbers.length))) : null;
};

const $addToSet: Accumulator = (collection, expr, options) => {
  const values = $push(collection, expr, options).map((one) => [identity(one), one] as const);
  return [...new Map(values.reverse()).values()].reverse();
};

export const exactAccumulators: Readonly<Record<string, Accumulator>> = { $sum, $avg, $addToSet };
