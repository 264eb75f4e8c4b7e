import type { IndexField } from '../storage/index-keys';
import { equalValues } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { T } from '../bson/raw';
import type { Collection } from '../storage/collection';
import type { Index } from '../storage/index-state';
import { fitting } from '../storage/keys';
import { boundsFor, distinctSorted, type Bounds } from './bounds';
import type { Condition } from './conditions';

/** How the candidates of a query are found. They are always tested against the filter again. */
export interface Plan {
  readonly index: Index;
  readonly ranges: [Buffer, Buffer][];
  readonly reverse: boolean;
  /** The candidates come in the order asked for. */
  readonly sorted: boolean;
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

function isImplied(index: Index, filter: Doc): boolean {
  const wanted = Object.entries(index.partialFilter ?? {});
  return wanted.every(
    ([name, value]) => Object.hasOwn(filter, name) && equalValues(filter[name], value),
  );
}

function demandsPresence(index: Index, conditions: readonly Condition[]): boolean {
  return conditions.some(
    ({ path, operands }) =>
      path === index.fields[0]?.path && operands.every(({ type }) => type !== T.null),
  );
}

function isComplete(index: Index, conditions: readonly Condition[], filter: () => Doc): boolean {
  if (index.sparse && !demandsPresence(index, conditions)) return false;
  return !index.partialFilter || isImplied(index, filter());
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
  return { index: collection.primary, ranges: [], reverse: false, sorted, bounded: true, ids };
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
