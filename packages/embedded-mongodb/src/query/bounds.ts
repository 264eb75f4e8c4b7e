import { T } from '../bson/raw';
import { typeOrder } from '../bson/type-order';
import type { Index } from '../storage/index-state';
import { fittingBoundary, successor } from '../storage/keys';
import type { Condition } from './conditions';

/** Where in an index the candidates of a filter are: half-open ranges of its keys, in order. */
export interface Bounds {
  readonly ranges: [Buffer, Buffer][];
  /** How many leading fields are bound to points, and whether each to a single one. */
  readonly points: number;
  readonly singlePoints: boolean;
  readonly ranged: boolean;
}

const MOST_RANGES = 20_000;
const NULL_KEYS = [T.undefined, T.null].map((type) => Buffer.from([typeOrder(type)]));

function inverted(key: Buffer): Buffer {
  return key.map((byte) => ~byte) as Buffer;
}

function pointsOf(conditions: readonly Condition[], descending: boolean): Buffer[] | undefined {
  const exact = conditions.filter(({ op }) => op === 'eq' || op === 'in');
  exact.sort((a, b) => a.keys.length - b.keys.length);
  const [condition] = exact;
  if (!condition) return undefined;
  const keys = condition.operands.flatMap((operand, i) =>
    operand.type === T.null ? NULL_KEYS : [condition.keys[i] as Buffer],
  );
  return descending ? keys.map(inverted) : keys;
}

type Range = 'gt' | 'gte' | 'lt' | 'lte';
/** What a comparison becomes in an index that runs the other way. */
const MIRRORED: Readonly<Record<Range, Range>> = { gt: 'lt', gte: 'lte', lt: 'gt', lte: 'gte' };

/** Lower and upper end of a range condition within its type, in index order. */
function rangeOf({ op, keys }: Condition, descending: boolean): [Buffer, Buffer] {
  const key = descending ? inverted(keys[0] as Buffer) : (keys[0] as Buffer);
  const type = key.subarray(0, 1);
  switch (descending ? MIRRORED[op as Range] : (op as Range)) {
    case 'gte':
      return [key, successor(type)];
    case 'gt':
      return [successor(key), successor(type)];
    case 'lte':
      return [type, successor(key)];
    case 'lt':
      return [type, key];
  }
}

function intersection(ranges: [Buffer, Buffer][]): [Buffer, Buffer] | undefined {
  const [first, ...others] = ranges;
  if (!first) return undefined;
  let [from, to] = first;
  for (const [low, high] of others) {
    if (low.compare(from) > 0) from = low;
    if (high.compare(to) < 0) to = high;
  }
  return [from, to];
}

function rangeFor(
  conditions: readonly Condition[],
  descending: boolean,
  multikey: boolean,
): [Buffer, Buffer] | undefined {
  const ranges = conditions.map((condition) => rangeOf(condition, descending));
  // Of an array, one element may satisfy the lower and another the upper bound.
  return intersection(multikey ? ranges.slice(0, 1) : ranges);
}

/** Keys in their order, each once. */
export function distinctSorted(keys: Buffer[]): Buffer[] {
  if (keys.length < 2) return keys;
  keys.sort((a, b) => a.compare(b));
  return keys.filter((key, i) => i === 0 || !key.equals(keys[i - 1] as Buffer));
}

function closed([from, to]: [Buffer, Buffer]): [Buffer, Buffer] {
  const end = fittingBoundary(to);
  return [fittingBoundary(from), end.length < to.length ? successor(end) : to];
}

interface Prefixes {
  readonly keys: Buffer[];
  readonly points: number;
  readonly single: boolean;
  readonly next: number;
}

function prefixesOf(index: Index, byField: readonly Condition[][]): Prefixes {
  let keys: Buffer[] = [Buffer.alloc(0)];
  let [points, single] = [0, true];
  for (const [i, conditions] of byField.entries()) {
    const found = pointsOf(conditions, index.descending[i] ?? false);
    if (!found || found.length * keys.length > MOST_RANGES) break;
    single &&= found.length === 1;
    keys = keys.flatMap((prefix) => found.map((point) => Buffer.concat([prefix, point])));
    points++;
    if (index.multikey[i]) return { keys, points, single, next: -1 };
  }
  return { keys, points, single, next: points };
}

/** The bounds that `conditions` give in an index; without any, all of it. */
export function boundsFor(index: Index, conditions: readonly Condition[]): Bounds {
  const byField = index.fields.map(({ path }) => conditions.filter((one) => one.path === path));
  const { keys, points, single, next } = prefixesOf(index, byField);
  const ranging = (byField[next] ?? []).filter(({ op }) => op !== 'eq' && op !== 'in');
  const range = rangeFor(ranging, index.descending[next] ?? false, index.multikey[next] ?? false);
  const ranges = distinctSorted(keys).map((prefix): [Buffer, Buffer] =>
    range
      ? closed([Buffer.concat([prefix, range[0]]), Buffer.concat([prefix, range[1]])])
      : closed([prefix, successor(prefix)]),
  );
  return { ranges, points, singlePoints: single, ranged: range !== undefined };
}
