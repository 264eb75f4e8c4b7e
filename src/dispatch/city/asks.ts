import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId } from '../../shared/kernel/ids';
import { secondsBetween, type Instant } from '../../shared/kernel/time';
import type { Ask, Candidate, OpenRequest, Supply, TravelTime } from '../matching/round';
import type { Weights } from '../matching/weights';
import type { TravelTimes, Way } from '../travel/travel-times';
import type { City, Located } from './city';
import { Finishing } from './finishing';
import { acceptanceOf, budgetLeftS, completionOf, earnedPerHour, type OnShift } from './drivers';
import { queuedFor, withoutThem } from './queued';
import type { Search } from './searches';
import type { Standings } from './standings';

/** How far from a pickup, and how many of the nearest drivers are looked at more closely. */
export interface Reach {
  readonly withinM: number;
  readonly nearest: number;
}

export interface Looking {
  readonly travelTimes: TravelTimes;
  readonly reach: Reach;
  readonly weights: Weights;
}

/** Every search with the drivers who could take it, and how long they would take. */
export async function asksOf(
  city: City,
  searches: readonly Search[],
  at: Instant,
  { travelTimes, reach, weights }: Looking,
): Promise<Ask[]> {
  const finishing = new Finishing(city, weights.queue.withinM, reach.nearest);
  const around = { city, reach, finishing, supplies: new Supplies(city, at) };
  const excluded = searches.map((search) => excludedFrom(search, city.standings, at));
  const near = searches.map((search, index) =>
    candidatesFor(search, excluded[index] ?? NOBODY, around),
  );
  // All in one question: whoever is asked may take the whole time there is, and only once.
  const ways = searches.flatMap((search, index): Way[] => {
    const ride = rideOf(search);
    const toPickup = (near[index] ?? []).map(({ driver }) => ({ from: driver.at, to: ride.from }));
    return [ride, ...toPickup];
  });
  const all = await travelTimes.of([...ways, ...finishing.ways], at);
  finishing.take(all.slice(ways.length).map(({ seconds }) => seconds));
  const times = all.values();
  const next = (): TravelTime => times.next().value ?? { seconds: 0, source: 'distance' };
  return searches.map((search, index) => {
    const request = requestOf(search, excluded[index] ?? NOBODY, next().seconds, at);
    const candidates = (near[index] ?? []).map(({ driver, straightM, queuePlace }): Candidate => {
      const { seconds, source } = next();
      const freeInS = finishing.freeInS(driver.driverId);
      const known = freeInS === 0 ? driver : { ...driver, freeInS, takesQueued: true };
      const etaS = freeInS + seconds;
      return { driver: known, straightM, etaS, etaSource: source, queuePlace };
    });
    return { request, candidates };
  });
}

const NOBODY: ReadonlySet<DriverId> = new Set();

/** Whom a search must not ask. */
function excludedFrom({ attempt }: Search, standings: Standings, at: Instant) {
  return new Set([...attempt.excluded, ...standings.keptFrom(attempt.riderId, at)]);
}

function rideOf({ wish: { stops } }: Search): Way {
  const [pickup, dropOff] = [stops[0], stops.at(-1)];
  if (!pickup || !dropOff) throw new Error('A trip has two stops');
  return { from: pickup, to: dropOff };
}

function requestOf(
  search: Search,
  excluded: ReadonlySet<DriverId>,
  rideS: number,
  at: Instant,
): OpenRequest {
  const { attempt, wish } = search;
  const { market, tripId, openedAt } = attempt;
  return {
    ...{ tripId, pickup: rideOf(search).from, rideS, excluded },
    needs: { tier: market.product, ...attempt.constraints },
    waitedS: Math.max(0, secondsBetween(openedAt, at)),
    reassigned: wish.assignments > 0,
  };
}

interface Around {
  readonly city: City;
  readonly reach: Reach;
  readonly finishing: Finishing;
  readonly supplies: Supplies;
}

/** The nearest of those who are free, and of those who soon will be. */
function candidatesFor(
  search: Search,
  excluded: ReadonlySet<DriverId>,
  { city, reach, finishing, supplies }: Around,
) {
  const { product } = search.attempt.market;
  const mayServe = ({ driverId, tiers }: Located) => tiers.has(product) && !excluded.has(driverId);
  const { from } = rideOf(search);
  const queued = queuedFor(search, city, reach.nearest, mayServe);
  const near = city.supply.near(from, reach.withinM, reach.nearest, mayServe);
  const others = near.map((each) => ({ ...each, queuePlace: null }));
  const free = [...queued, ...withoutThem(others, queued)]
    .slice(0, reach.nearest)
    .map(({ driver: { driverId }, ...rest }) => ({ driverId, ...rest }));
  const soon = finishing.near(from, mayServe).map((each) => ({ ...each, queuePlace: null }));
  return [...free, ...soon].flatMap(({ driverId, straightM, at, queuePlace }) => {
    const driver = supplies.of(driverId, at);
    return driver ? [{ driver, straightM, queuePlace }] : [];
  });
}

/**
 * What is known of drivers at one moment: many requests look at the same. What only time changes, their hours left and
 * what they earn in one, is as of the minute.
 */
class Supplies {
  private readonly known = new Map<DriverId, Supply>();

  constructor(
    private readonly city: City,
    private readonly at: Instant,
  ) {}

  of(driverId: DriverId, where: GeoPoint): Supply | undefined {
    const known = this.known.get(driverId);
    if (known) return known;
    const driver = this.city.drivers.find(driverId);
    if (!driver) return undefined;
    const rating = this.city.standings.ratingOf(driverId);
    const supply = { ...factsOf(driver, this.at), rating, at: where };
    this.known.set(driverId, supply);
    return supply;
  }
}

const FACTS_HOLD_MS = 60_000;
type Facts = Omit<Supply, 'at' | 'rating'>;
/** By what the log says of a driver: whatever happens to them makes another. */
const FACTS = new WeakMap<OnShift, { readonly facts: Facts; readonly untilMs: number }>();

function factsOf(driver: OnShift, at: Instant): Facts {
  const nowMs = Date.parse(at);
  const known = FACTS.get(driver);
  if (known && nowMs < known.untilMs) return known.facts;
  const facts = factsNow(driver, at, nowMs);
  FACTS.set(driver, { facts, untilMs: nowMs + FACTS_HOLD_MS });
  return facts;
}

function factsNow(driver: OnShift, at: Instant, nowMs: number): Facts {
  const { shift, tiers, trips } = driver;
  const { seats, wheelchair, childSeat, driverId } = shift.started;
  return {
    ...{ driverId, freeInS: 0, takesQueued: false, tripsToday: trips },
    car: { tiers, seats, wheelchair, childSeat },
    ...{ budgetLeftS: budgetLeftS(driver, at), earnedPerHour: earnedPerHour(driver, nowMs) },
    ...{ acceptance: acceptanceOf(driver), completion: completionOf(driver) },
  };
}
