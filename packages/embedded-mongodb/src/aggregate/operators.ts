import { Decimal128, Double, Int32, Long } from 'bson';
import { evalExpr } from 'mingo/core';
import { $push } from 'mingo/operators/accumulator';
import { $round, $trunc } from 'mingo/operators/expression';
import type { Any, Options } from 'mingo/types';
import { compareValues } from '../bson/compare';
import { add, isNumber, type BsonNumber } from '../update/arithmetic';

/** In expressions every type compares with every other, and a missing field is less than all. */
function compareOperands(obj: Any, expr: Any, options: Options): number {
  const [a, b] = evalExpr(obj, expr, options) as [unknown, unknown];
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return Math.sign(compareValues(a, b));
}

type Expression = (obj: Any, expr: Any, options: Options) => unknown;

function comparing(holds: (compared: number) => unknown): Expression {
  return (obj, expr, options) => holds(compareOperands(obj, expr, options));
}

/** An operator that takes its one operand also without an array around it. */
export function listing(operator: unknown): Expression {
  return (obj, expr, options) =>
    (operator as Expression)(obj, Array.isArray(expr) ? expr : [expr], options);
}

export const expressionOperators: Readonly<Record<string, Expression>> = {
  $round: listing($round),
  $trunc: listing($trunc),
  $eq: comparing((compared) => compared === 0),
  $ne: comparing((compared) => compared !== 0),
  $gt: comparing((compared) => compared > 0),
  $gte: comparing((compared) => compared >= 0),
  $lt: comparing((compared) => compared < 0),
  $lte: comparing((compared) => compared <= 0),
  $cmp: comparing((compared) => compared),
};

type Accumulator = (collection: Any[], expr: Any, options: Options) => unknown;

function extreme(wins: (compared: number) => boolean): Accumulator {
  return (collection, expr, options) => {
    let best: unknown = null;
    for (const value of $push(collection, expr, options)) {
      if (value === null || value === undefined) continue;
      if (best === null || wins(compareValues(value, best))) best = value;
    }
    return best;
  };
}

function asBson(value: unknown): BsonNumber | undefined {
  if (typeof value === 'number') {
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31
      ? new Int32(value)
      : new Double(value);
  }
  return isNumber(value) ? value : undefined;
}

function total(values: readonly unknown[]): unknown {
  let sum = 0;
  let exact: BsonNumber | undefined;
  for (const value of values) {
    if (typeof value === 'number' && !exact) sum += value;
    else {
      const number = asBson(value);
      if (number) exact = add(exact ?? (asBson(sum) as BsonNumber), number);
    }
  }
  return exact ?? sum;
}

const $sum: Accumulator = (collection, expr, options) =>
  typeof expr === 'number' ? collection.length * expr : total($push(collection, expr, options));

const $avg: Accumulator = (collection, expr, options) => {
  const numbers = $push(collection, expr, options).filter((value) => asBson(value) !== undefined);
  if (numbers.length === 0) return null;
  const sum = total(numbers);
  if (sum instanceof Decimal128) {
    return Decimal128.fromString(String(Number(sum.toString()) / numbers.length));
  }
  return Number(sum instanceof Long ? sum.toString() : sum) / numbers.length;
};

export const accumulatorOperators: Readonly<Record<string, Accumulator>> = {
  $sum,
  $avg,
  $min: extreme((compared) => compared < 0),
  $max: extreme((compared) => compared > 0),
};
