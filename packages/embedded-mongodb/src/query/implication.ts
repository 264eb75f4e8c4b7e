import { equalValues, isDoc } from '../bson/compare';
import { toBytes, type Doc } from '../bson/convert';
import { T } from '../bson/raw';
import { Condition, filterShape } from './conditions';
import { testOf } from './raw-test';

const UP = new Set(['gt', 'gte']);
const CLOSED = { gt: 'gte', gte: 'gte', lt: 'lte', lte: 'lte' } as const;

/** What the operand of a comparison has to satisfy so that all that is beyond it satisfies `wanted`. */
function limitOf(given: Condition, wanted: Condition): Condition | undefined {
  if (wanted.op === 'eq' || wanted.op === 'in') return undefined;
  if (UP.has(given.op) !== UP.has(wanted.op)) return undefined;
  // What is beyond x is beyond w also where x is w itself.
  const isOpen = given.op === 'gt' || given.op === 'lt';
  return isOpen ? new Condition(wanted.path, CLOSED[wanted.op], wanted.operands) : wanted;
}

/** Whether whatever satisfies `given` satisfies `wanted`: of an array, the same element does. */
function implies(given: Condition, wanted: Condition): boolean {
  if (given.path !== wanted.path) return false;
  const limit = given.op === 'eq' || given.op === 'in' ? wanted : limitOf(given, wanted);
  return limit !== undefined && given.operands.every(testOf(limit));
}

/** Whether the conditions hold for no document that lacks the field. */
export function demandPresence(path: string, conditions: readonly Condition[]): boolean {
  return conditions.some(
    (one) => one.path === path && one.operands.every(({ type }) => type !== T.null),
  );
}

function demandsExistence(value: unknown): boolean {
  return isDoc(value) && value.$exists === true && Object.keys(value).length === 1;
}

function isImplied(name: string, value: unknown, conditions: readonly Condition[]): boolean {
  if (demandsExistence(value)) return demandPresence(name, conditions);
  const wanted = filterShape(toBytes({ [name]: value }));
  return (
    wanted.exact &&
    wanted.conditions.every((one) => conditions.some((given) => implies(given, one)))
  );
}

/** Whether every document that a filter finds is certain to match `partial`: its conditions, or the filter as written. */
export function impliesFilter(
  conditions: readonly Condition[],
  filter: () => Doc,
  partial: Doc,
): boolean {
  return Object.entries(partial).every(([name, value]) => {
    if (isImplied(name, value, conditions)) return true;
    const written = filter();
    return Object.hasOwn(written, name) && equalValues(written[name], value);
  });
}
