import type { DispatchStrategy } from '../../shared/events/dispatch.shapes';
import { cheapestAssignment } from './assignment';
import { componentsOf } from './components';
import { Numbering } from './numbering';
import { byDistance, byPoints, bySeconds, type Price } from './price';
import type { Offerable, Pricing } from './pricing';

/** Who gets whom: by request, the place of its driver in its list of candidates; undefined when time ran out. */
type Assign = (pricings: readonly Pricing[], goOn: () => boolean) => (number | null)[] | undefined;

export interface Strategy {
  readonly price: Price;
  readonly assign: Assign;
  /** Whether drivers count who are about to finish a trip nearby: to have the next already, or to be waited for. */
  readonly looksAhead: boolean;
}

export const STRATEGIES = {
  /** Whoever waited longest takes the nearest driver. */
  nearest: { price: byDistance, assign: oneByOne, looksAhead: false },
  /** Whoever waited longest takes the driver with the best score; also what is left when time is short. */
  'greedy-v1': { price: byPoints, assign: oneByOne, looksAhead: false },
  /** All requests together, at the least cost for the city. */
  'batch-v1': { price: bySeconds, assign: together, looksAhead: true },
} as const satisfies Record<DispatchStrategy, Strategy>;

export const STRATEGY_NAMES = Object.keys(STRATEGIES) as DispatchStrategy[];

function oneByOne(pricings: readonly Pricing[]): (number | null)[] {
  const taken = new Set<number>();
  const chosen: (number | null)[] = pricings.map(() => null);
  const eldestFirst = pricings
    .map(({ waitedS }, index) => ({ waitedS, index }))
    .sort((a, b) => b.waitedS - a.waitedS || a.index - b.index);
  for (const { index } of eldestFirst) {
    const best = pricings[index]?.offerable.find(({ column }) => !taken.has(column));
    if (!best) continue;
    taken.add(best.column);
    chosen[index] = best.place;
  }
  return chosen;
}

/** No pickup is worth as many seconds as a request left alone: as many as possible are served. */
const LEFT_ALONE_S = 1_000_000;
/** A component within these is solved with all its edges, else with each request's cheapest. */
const MOST_REQUESTS = 400;
const MOST_DRIVERS = 1000;
const PRUNED_TO = 8;

function together(
  pricings: readonly Pricing[],
  goOn: () => boolean,
): (number | null)[] | undefined {
  const chosen: (number | null)[] = pricings.map(() => null);
  for (const rows of componentsOf(pricings)) {
    if (!solve(rows, pricings, chosen, goOn)) return undefined;
  }
  return chosen;
}

function solve(
  rows: readonly number[],
  pricings: readonly Pricing[],
  chosen: (number | null)[],
  goOn: () => boolean,
): boolean {
  const { edges, drivers } = withinBounds(rows.map((row) => pricings[row]?.offerable ?? []));
  const columns = cheapestAssignment(edges, drivers, LEFT_ALONE_S, goOn);
  if (!columns) return false;
  for (const [index, row] of rows.entries()) {
    const taken = edges[index]?.find(({ column }) => column === columns[index]);
    chosen[row] = taken?.place ?? null;
  }
  return true;
}

/** The edges to solve, their drivers numbered from 0. */
function withinBounds(edges: readonly (readonly Offerable[])[]) {
  const whole = renumbered(edges);
  if (edges.length <= MOST_REQUESTS && whole.drivers <= MOST_DRIVERS) return whole;
  return renumbered(edges.map((each) => each.slice(0, PRUNED_TO)));
}

function renumbered(edges: readonly (readonly Offerable[])[]) {
  const drivers = new Numbering<number>();
  const numbered = edges.map((each) =>
    each.map((edge) => ({ ...edge, column: drivers.of(edge.column) })),
  );
  return { edges: numbered, drivers: drivers.size };
}
