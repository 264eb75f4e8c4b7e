import { metresBetween } from '../../shared/kernel/geo-point';
import type { TravelTime } from '../matching/round';
import { TravelTimes, type Way } from './travel-times';

/** Streets are so much longer than the crow's flight. */
const DETOUR = 1.3;

/** Knows nothing but how fast a city is on the whole: the last resort, and always there. */
export class ByDistance extends TravelTimes {
  constructor(private readonly cityKmh: number) {
    super();
  }

  override of(ways: readonly Way[]): Promise<readonly TravelTime[]> {
    return Promise.resolve(ways.map((way) => this.one(way)));
  }

  one({ from, to }: Way): TravelTime {
    const km = (metresBetween(from, to) / 1000) * DETOUR;
    return { seconds: Math.round((km / this.cityKmh) * 3600), source: 'distance' };
  }
}
