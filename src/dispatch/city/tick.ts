import type { DispatchStrategy } from '../../shared/events/dispatch.shapes';
import type { Instant } from '../../shared/kernel/time';
import { isOver, offersLeft } from '../../write/dispatch/domain/cascade';
import { DEGRADED, match, type Matching } from '../matching/match';
import type { Ranked } from '../matching/pricing';
import type { Round } from '../matching/round';
import type { Weights } from '../matching/weights';
import type { TravelTimes } from '../travel/travel-times';
import { asksOf, type Reach } from './asks';
import type { City } from './city';
import type { Region } from './regions';
import type { Search } from './searches';

/** How drivers are chosen. */
export interface Choosing {
  readonly strategy: DispatchStrategy;
  readonly weights: Weights;
  readonly travelTimes: TravelTimes;
  readonly reach: Reach;
  /** Whose searches are decided. */
  readonly region: Region;
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
  /** Searches in which somebody may be asked, those that are held and those whose time is up among them. */
  readonly open: number;
  readonly proposals: readonly Proposal[];
}

/** Decides, for every search of a city's region in which somebody may be asked now, whom to ask. Changes nothing. */
export async function decideTick(
  city: City,
  at: Instant,
  tick: number,
  how: Choosing,
): Promise<Tick> {
  const open = city.searches.open().filter(({ attempt }) => how.region.takes(attempt.market));
  const searches = open.filter(
    ({ attempt }) => attempt.heldUntilTick <= tick && !isOver(attempt, at),
  );
  const asks = await asksOf(city, searches, at, how);
  const round: Round = { asks, medianPerHour: city.medianPerHour(Date.parse(at)) };
  const strategy = how.travelTimes.isDegraded ? DEGRADED : how.strategy;
  const { decisions, mode, weightsVersion } = match(round, strategy, how.weights, how.goOn);
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
  return { at, mode, weightsVersion, open: open.length, proposals };
}

/** The next best who are left, when several may be asked at once. */
function alsoAsked(ranked: readonly Ranked[], taken: Set<string>, most: number): Ranked[] {
  const more = ranked
    .filter(({ offerable, driver }) => offerable && !taken.has(driver.driverId))
    .slice(0, Math.max(0, most));
  for (const { driver } of more) taken.add(driver.driverId);
  return more;
}
