import type { Instant } from '../../shared/kernel/time';
import { secondsBetween } from '../../shared/kernel/time';
import { isOver, offersLeft } from '../../write/dispatch/domain/cascade';
import { match, type Matching } from '../matching/match';
import type { Ranked } from '../matching/pricing';
import type { Ask, Candidate, OpenRequest, Round, Supply } from '../matching/round';
import type { StrategyName } from '../matching/strategies';
import type { Weights } from '../matching/weights';
import type { TravelTimes, Way } from '../travel/travel-times';
import type { City, Located } from './city';
import { acceptanceOf, budgetLeftS, earnedPerHour, type OnShift } from './drivers';
import { excludedFrom, type Search } from './searches';

/** How drivers are chosen. */
export interface Choosing {
  readonly strategy: StrategyName;
  readonly weights: Weights;
  readonly travelTimes: TravelTimes;
  /** Metres from the pickup, and how many of the nearest are looked at more closely. */
  readonly reach: { readonly withinM: number; readonly nearest: number };
  /** Whether there is still time to decide well. */
  readonly goOn: () => boolean;
}

/** Whom to ask for a search, and why; nobody when it is held. */
export interface Proposal {
  readonly search: Search;
  readonly held: boolean;
  readonly chosen: readonly Ranked[];
  readonly ranked: readonly Ranked[];
  /** The ride itself, s. */
  readonly rideS: number;
}

export interface Tick {
  readonly at: Instant;
  readonly mode: Matching['mode'];
  readonly weightsVersion: string;
  readonly proposals: readonly Proposal[];
}

/** Decides, for every search of a city in which somebody may be asked now, whom to ask. Changes nothing. */
export async function decideTick(
  city: City,
  at: Instant,
  tick: number,
  how: Choosing,
): Promise<Tick> {
  const searches = city.searches
    .open()
    .filter(({ attempt }) => attempt.heldUntilTick <= tick && !isOver(attempt, at));
  const asks = await asksOf(city, searches, at, how);
  const round: Round = { asks, medianPerHour: asks.length === 0 ? null : city.medianPerHour(at) };
  const { decisions, mode, weightsVersion } = match(round, how.strategy, how.weights, how.goOn);
  const taken = new Set(
    decisions.flatMap(({ chosen }) => (chosen ? [chosen.driver.driverId] : [])),
  );
  const proposals = decisions.flatMap(({ chosen, held, ranked }, index): Proposal[] => {
    const [search, ask] = [searches[index], asks[index]];
    if (!search || !ask || (!chosen && !held)) return [];
    const more = chosen ? alsoAsked(ranked, taken, offersLeft(search.attempt, at) - 1) : [];
    const { rideS } = ask.request;
    return [{ search, held, chosen: chosen ? [chosen, ...more] : [], ranked, rideS }];
  });
  return { at, mode, weightsVersion, proposals };
}

/** The next best who are left, when several may be asked at once. */
function alsoAsked(ranked: readonly Ranked[], taken: Set<string>, most: number): Ranked[] {
  const more = ranked
    .filter(({ offerable, driver }) => offerable && !taken.has(driver.driverId))
    .slice(0, Math.max(0, most));
  for (const { driver } of more) taken.add(driver.driverId);
  return more;
}

async function asksOf(
  city: City,
  searches: readonly Search[],
  at: Instant,
  { travelTimes, reach }: Choosing,
): Promise<Ask[]> {
  const rides = await travelTimes.of(searches.map(rideOf), at);
  const near = searches.map((search, index) => {
    const request = requestOf(search, rides[index]?.seconds ?? 0, at);
    return { request, candidates: candidatesFor(request, city, at, reach) };
  });
  const ways = near.flatMap(({ request, candidates }) =>
    candidates.map(({ driver }): Way => ({ from: driver.at, to: request.pickup })),
  );
  const times = await travelTimes.of(ways, at);
  let next = 0;
  return near.map(({ request, candidates }) => ({
    request,
    candidates: candidates.map(({ driver, straightM }): Candidate => {
      const { seconds = 0, source = 'distance' } = times[next++] ?? {};
      return { driver, straightM, etaS: driver.freeInS + seconds, etaSource: source };
    }),
  }));
}

function rideOf({ wish: { stops } }: Search): Way {
  const [pickup, dropOff] = [stops[0], stops.at(-1)];
  if (!pickup || !dropOff) throw new Error('A trip has two stops');
  return { from: pickup, to: dropOff };
}

function requestOf(search: Search, rideS: number, at: Instant): OpenRequest {
  const { attempt, wish } = search;
  const { market, tripId, openedAt } = attempt;
  return {
    ...{ tripId, pickup: rideOf(search).from, rideS, excluded: excludedFrom(search) },
    needs: { tier: market.product, seats: 1, wheelchair: false, childSeat: false },
    waitedS: Math.max(0, secondsBetween(openedAt, at)),
    reassigned: wish.assignments > 0,
  };
}

function candidatesFor(request: OpenRequest, city: City, at: Instant, reach: Choosing['reach']) {
  const { needs, excluded, pickup } = request;
  const mayServe = ({ driverId }: Located) =>
    city.drivers.find(driverId)?.tiers.has(needs.tier) === true && !excluded.has(driverId);
  const found = city.supply.near(pickup, reach.withinM, reach.nearest, mayServe);
  return found.flatMap(({ driver: { driverId }, straightM, at: where }) => {
    const driver = city.drivers.find(driverId);
    return driver ? [{ driver: supplyOf(driver, where, at), straightM }] : [];
  });
}

function supplyOf(driver: OnShift, where: Supply['at'], at: Instant): Supply {
  const { shift, tiers, trips } = driver;
  const { seats, wheelchair, driverId } = shift.started;
  return {
    ...{ driverId, at: where, freeInS: 0, takesQueued: false, tripsToday: trips },
    car: { tiers, seats, wheelchair, childSeat: false },
    ...{ budgetLeftS: budgetLeftS(driver, at), earnedPerHour: earnedPerHour(driver, at) },
    ...{ acceptance: acceptanceOf(driver), completion: 1, rating: 5 },
  };
}
