import type { IndexField } from '../storage/index-keys';
import type { Doc } from '../bson/convert';
import { typeOrder } from '../bson/type-order';
import { T } from '../bson/raw';
import type { Collection } from '../storage/collection';
import type { Index } from '../storage/index-state';
import { fitting, isWholeBoundary } from '../storage/keys';
import { boundsFor, distinctSorted, type Bounds } from './bounds';
import type { Condition } from './conditions';
import { demandPresence, impliesFilter } from './implication';

/** How the candidates of a query are found. They are always tested against the filter again. */
export interface Plan {
  readonly index: Index;
  readonly ranges: [Buffer, Buffer][];
  readonly reverse: boolean;
  /** The candidates come in the order asked for. */
  readonly sorted: boolean;
  /** Every key within the ranges belongs to a document that satisfies all conditions, each document to one key. */
  readonly covered: boolean;
  /** Some condition narrowed the search. */
  readonly bounded: boolean;
  /** The keys of the only documents in question, when the filter names their `_id`s. */
  readonly ids?: readonly Buffer[];
}

type Direction = 'forward' | 'backward' | 'no';

function stepOf(index: Index, at: number, wanted: IndexField): Direction {
  const own = index.fields[at];
  if (own?.path !== wanted.path || index.multikey[at]) return 'no';
  return own.descending === wanted.descending ? 'forward' : 'backward';
}

/** Whether reading the index gives the order asked for, after its first fields that are bound to one value. */
function orderOf(index: Index, sort: readonly IndexField[], bounds: Bounds): Direction {
  if (index.longKeys || bounds.ranges.length !== 1) return 'no';
  const bound = index.fields.slice(0, bounds.points).map((field) => field.path);
  const wanted = sort.filter((field) => !bound.includes(field.path));
  const steps = new Set(wanted.map((field, i) => stepOf(index, bounds.points + i, field)));
  if (steps.size > 1) return 'no';
  const [direction = 'forward'] = steps;
  return direction;
}

function isSortable(index: Index, bounds: Bounds): boolean {
  return !index.multikey.slice(0, bounds.points).includes(true);
}

function isComplete(index: Index, conditions: readonly Condition[], filter: () => Doc): boolean {
  if (index.sparse && !demandPresence(index.fields[0]?.path ?? '', conditions)) return false;
  return !index.partialFilter || impliesFilter(conditions, filter, index.partialFilter);
}

/** Whether a range of keys leaves out what its conditions do: NaN lies below all numbers, but is less than none. */
function isExactRange(conditions: readonly Condition[]): boolean {
  const below = conditions.some(({ op }) => op === 'lt' || op === 'lte');
  const numeric = conditions.some(({ operands }) =>
    operands.some(({ type }) => typeOrder(type) === typeOrder(T.double)),
  );
  return !numeric || !below || conditions.some(({ op }) => op === 'gt' || op === 'gte');
}

function isPoint({ op, operands }: Condition): boolean {
  return (op === 'eq' || op === 'in') && operands.every(({ type }) => type !== T.null);
}

/** Whether the keys within the bounds are just those of the documents that satisfy the conditions. */
function isCovered(index: Index, conditions: readonly Condition[], bounds: Bounds): boolean {
  if (index.longKeys || index.multikey.includes(true)) return false;
  if (!bounds.ranges.flat().every(isWholeBoundary)) return false;
  const on = (at: number) => conditions.filter(({ path }) => path === index.fields[at]?.path);
  const points = index.fields.slice(0, bounds.points).map((_, i) => on(i));
  const ranging = bounds.ranged ? on(bounds.points) : [];
  return (
    points.length + ranging.length === conditions.length &&
    points.every(([first, more]) => first !== undefined && !more && isPoint(first)) &&
    isExactRange(ranging)
  );
}

function score(index: Index, plan: Plan, bounds: Bounds): number {
  const whole = bounds.points === index.fields.length && index.unique;
  return bounds.points * 4 + (bounds.ranged ? 2 : 0) + (plan.sorted ? 3 : 0) + (whole ? 50 : 0);
}

function planWith(
  index: Index,
  conditions: readonly Condition[],
  sort: readonly IndexField[],
): { plan: Plan; worth: number } {
  const bounds = boundsFor(index, conditions);
  const sortable = sort.length > 0 && isSortable(index, bounds);
  const order = sortable ? orderOf(index, sort, bounds) : 'no';
  const plan: Plan = {
    index,
    ranges: bounds.ranges,
    reverse: order === 'backward',
    sorted: sort.length === 0 || order !== 'no',
    bounded: bounds.points > 0 || bounds.ranged,
    covered: isCovered(index, conditions, bounds),
  };
  return { plan, worth: score(index, { ...plan, sorted: order !== 'no' }, bounds) };
}

function planByIds(
  collection: Collection,
  conditions: readonly Condition[],
  sort: readonly IndexField[],
): Plan | undefined {
  const named = conditions.find(({ path, op }) => path === '_id' && (op === 'eq' || op === 'in'));
  if (!named) return undefined;
  const ids = distinctSorted(named.keys.map(fitting));
  const sorted = sort.length === 0 || ids.length < 2;
  const { primary: index } = collection;
  return { index, ranges: [], reverse: false, sorted, bounded: true, covered: false, ids };
}

/** Chooses how to find what `conditions` ask for, in the order of `sort` if an index can give it. */
export function planQuery(
  collection: Collection,
  conditions: readonly Condition[],
  sort: readonly IndexField[],
  filter: () => Doc,
): Plan {
  const byId = planByIds(collection, conditions, sort);
  if (byId) return byId;
  let best = planWith(collection.primary, conditions, sort);
  for (const index of collection.indexes) {
    if (!isComplete(index, conditions, filter)) continue;
    const other = planWith(index, conditions, sort);
    if (other.worth > best.worth) best = other;
  }
  return best.plan;
}
