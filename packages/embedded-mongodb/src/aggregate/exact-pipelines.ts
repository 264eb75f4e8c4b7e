import { isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { exactConditions } from './exact-conditions';
import { exactAccumulators, exactExpressions } from './exact-operators';

/** What hands on numbers of every type as they are, or never sees one. */
const NEUTRAL = [
  ...['$literal', '$ifNull', '$mergeObjects', '$concatArrays', '$size', '$first', '$last'],
  ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cmp', '$min', '$max', '$push', '$count'],
  ...['$concat', '$toUpper', '$toLower', '$year', '$month', '$week', '$dayOfMonth', '$dayOfWeek'],
  ...['$dayOfYear', '$hour', '$minute', '$second', '$millisecond'],
];
const OPERATORS = new Set([
  ...NEUTRAL,
  ...Object.keys(exactExpressions),
  ...Object.keys(exactConditions),
  ...Object.keys(exactAccumulators),
]);
const STAGES = new Set([
  ...['$project', '$addFields', '$set', '$unset', '$group', '$sort', '$limit', '$skip', '$count'],
  ...['$unwind', '$replaceRoot', '$replaceWith'],
]);

function isKnown(expr: unknown): boolean {
  if (Array.isArray(expr)) return expr.every(isKnown);
  if (!isDoc(expr)) return true;
  return Object.entries(expr).every(([name, operand]) => {
    if (!name.startsWith('$')) return isKnown(operand);
    return OPERATORS.has(name) && (name === '$literal' || isKnown(operand));
  });
}

/** Whether all stages and operators of a pipeline keep the exact types of numbers. */
export function keepsTypes(stages: readonly Doc[]): boolean {
  return stages.every((stage) => {
    const [[name, operand] = ['']] = Object.entries(stage);
    return STAGES.has(name) && isKnown(operand);
  });
}
