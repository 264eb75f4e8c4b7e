import { evalExpr } from 'mingo/core';
import * as mingo from 'mingo/operators/expression';
import type { Any, Options } from 'mingo/types';
import { isDoc } from '../bson/compare';
import { asBson } from './exact-numbers';

type Expression = (obj: Any, expr: Any, options: Options) => unknown;

/** Everything is true but false, null, what is missing, and a zero of any type. */
function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return false;
  const number = asBson(value);
  return number === undefined || Number(number.toString()) !== 0;
}

const holds: Expression = (obj, expr, options) => isTrue(evalExpr(obj, expr, options));
const listOf = (expr: unknown): Any[] => (Array.isArray(expr) ? expr : [expr]) as Any[];

const $cond: Expression = (obj, expr, options) => {
  const {
    if: condition,
    then,
    else: otherwise,
  } = isDoc(expr) ? expr : { if: listOf(expr)[0], then: listOf(expr)[1], else: listOf(expr)[2] };
  if (Array.isArray(expr) && expr.length !== 3)
    return (mingo.$cond as Expression)(obj, expr, options);
  return evalExpr(obj, holds(obj, condition, options) ? then : otherwise, options);
};

/** The conditions of expressions over numbers that keep their types. */
export const exactConditions: Readonly<Record<string, Expression>> = {
  $cond,
  $and: (obj, expr, options) => listOf(expr).every((one) => holds(obj, one, options)),
  $or: (obj, expr, options) => listOf(expr).some((one) => holds(obj, one, options)),
  $not: (obj, expr, options) => !holds(obj, listOf(expr)[0], options),
};
