import { isFeasible, mayHaveNext } from './feasible';
import { Numbering } from './numbering';
import { costOf, type Parts, type Price } from './price';
import type { Ask, Candidate, Round } from './round';
import type { Weights } from './weights';

/** A candidate and what they would cost, part by part: in a queue, their place. */
export interface Ranked extends Candidate {
  readonly parts: Parts;
  readonly cost: number;
  readonly offerable: boolean;
}

/** An edge of the city's graph: the driver by number, and their place among the request's candidates. */
export interface Offerable {
  readonly column: number;
  readonly place: number;
  readonly cost: number;
}

/** A request and its feasible candidates: those of the queue in its order, then the cheapest first. */
export interface Pricing {
  readonly ask: Ask;
  readonly waitedS: number;
  readonly ranked: readonly Ranked[];
  readonly offerable: readonly Offerable[];
}

/** By what drivers are compared, and whether those count who have a trip to finish first. */
interface Comparing {
  readonly price: Price;
  readonly looksAhead: boolean;
}

export function priced(round: Round, by: Comparing, weights: Weights): Pricing[] {
  const drivers = new Numbering<string>();
  return round.asks.map((ask) => {
    const ranked = rankedOf(ask, by, round, weights);
    const offerable = ranked.flatMap(({ offerable, cost, driver }, place) =>
      offerable ? [{ column: drivers.of(driver.driverId), place, cost }] : [],
    );
    return { ask, waitedS: ask.request.waitedS, ranked, offerable };
  });
}

function rankedOf(
  { request, candidates }: Ask,
  { price, looksAhead }: Comparing,
  round: Round,
  weights: Weights,
) {
  const ranked: Ranked[] = [];
  for (const candidate of candidates) {
    if (!isFeasible(request, candidate)) continue;
    const { queuePlace, driver } = candidate;
    const parts = queuePlace === null ? price(request, candidate, round, weights) : { queuePlace };
    const offerable = driver.freeInS === 0 || (looksAhead && mayHaveNext(request, driver, weights));
    ranked.push({ ...candidate, parts, cost: costOf(parts), offerable });
  }
  return ranked.sort(
    (a, b) =>
      Number(a.queuePlace === null) - Number(b.queuePlace === null) ||
      a.cost - b.cost ||
      compare(a.driver.driverId, b.driver.driverId),
  );
}

/** Equal costs are settled by name, so that the same round always ends the same. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
