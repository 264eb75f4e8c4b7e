import { latLngToCell } from 'h3-js';
import { dropEldest } from '../../shared/drop-eldest';
import type { TripEvent } from '../../shared/events/trip.events';
import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';
import type { TripId } from '../../shared/kernel/ids';
import type { Instant } from '../../shared/kernel/time';
import type { TravelTime } from '../matching/round';
import type { Way } from './travel-times';

/** About 5 km²: a city has some hundred. */
const RESOLUTION = 7;
const HOUR_MS = 3_600_000;
const HOURS = 168;
/** 1970 began on a Thursday. */
const MONDAY_H = 4 * 24;

/** Fewer trips say nothing about a way; of more than so many, the older half count half. */
const ENOUGH = 5;
const PLENTY = 200;
const MOST_WAYS = 200_000;
const MOST_TRIPS = 100_000;

/** A trip that is worth learning from: longer than a search for the address, at a speed that cars have. */
const LEAST = { seconds: 60, metres: 300, metresPerS: 0.5 };
const MOST = { seconds: 3 * 3600, metresPerS: 40 };

/** Without having come to where the trip was going. */
const ENDS: ReadonlySet<TripEvent['type']> = new Set([
  ...(['TripCancelled', 'TripUnfulfilled', 'TripNoShow', 'TripAborted', 'TripCorrected'] as const),
]);

interface Learned {
  trips: number;
  metres: number;
  seconds: number;
}

interface Underway {
  readonly stops: readonly GeoPoint[];
  readonly startedAt?: Instant;
}

/**
 * How fast our own trips were, as the crow flies, from cell to cell and by hour of the week: folded from their facts.
 * Hours are UTC: a city's own differ from them by the same everywhere in it, and for a week or so twice a year by one.
 */
export class SpeedTable {
  private readonly learned = new Map<string, Learned>();
  private readonly underway = new Map<TripId, Underway>();

  constructor(
    private readonly mostWays = MOST_WAYS,
    private readonly mostTrips = MOST_TRIPS,
  ) {}

  /** Cells and hours that anything is known of. */
  get size(): number {
    return this.learned.size;
  }

  onTrip(event: TripEvent): void {
    const { type, data } = event;
    const { tripId } = data;
    if (type === 'TripStarted') this.start(tripId, data.startedAt);
    else if (type === 'TripCompleted') this.finish(tripId, data.completedAt);
    else if (ENDS.has(type)) this.underway.delete(tripId);
    else if ('stops' in data) {
      this.remember(tripId, { ...this.underway.get(tripId), stops: data.stops });
    }
  }

  /** Undefined where too few trips have gone the same way in the same hour. */
  find({ from, to }: Way, at: Instant): TravelTime | undefined {
    const known = this.learned.get(nameOf(from, to, at));
    if (!known || known.trips < ENOUGH) return undefined;
    const seconds = (metresBetween(from, to) * known.seconds) / known.metres;
    return { seconds: Math.round(seconds), source: 'speed-table' };
  }

  private remember(tripId: TripId, trip: Underway): void {
    this.underway.set(tripId, trip);
    dropEldest(this.underway, this.mostTrips);
  }

  private start(tripId: TripId, startedAt: Instant): void {
    const trip = this.underway.get(tripId);
    if (trip) this.underway.set(tripId, { ...trip, startedAt });
  }

  /** Whoever stopped on the way took longer than the way does. */
  private finish(tripId: TripId, completedAt: Instant): void {
    const trip = this.underway.get(tripId);
    this.underway.delete(tripId);
    if (!trip?.startedAt || trip.stops.length !== 2) return;
    const [from, to] = trip.stops;
    if (!from || !to) return;
    const seconds = (Date.parse(completedAt) - Date.parse(trip.startedAt)) / 1000;
    const metres = metresBetween(from, to);
    if (isPlausible(metres, seconds)) this.learn(nameOf(from, to, trip.startedAt), metres, seconds);
  }

  private learn(name: string, metres: number, seconds: number): void {
    const before = this.learned.get(name) ?? { trips: 0, metres: 0, seconds: 0 };
    const weight = before.trips >= PLENTY ? 0.5 : 1;
    this.learned.delete(name);
    this.learned.set(name, {
      trips: before.trips * weight + 1,
      metres: before.metres * weight + metres,
      seconds: before.seconds * weight + seconds,
    });
    dropEldest(this.learned, this.mostWays);
  }
}

function isPlausible(metres: number, seconds: number): boolean {
  if (metres < LEAST.metres || seconds < LEAST.seconds || seconds > MOST.seconds) return false;
  const metresPerS = metres / seconds;
  return metresPerS >= LEAST.metresPerS && metresPerS <= MOST.metresPerS;
}

function nameOf(from: GeoPoint, to: GeoPoint, at: Instant): string {
  const hour = (Math.floor(Date.parse(at) / HOUR_MS) + HOURS - MONDAY_H) % HOURS;
  return `${cellOf(from)}/${cellOf(to)}/${hour}`;
}

function cellOf({ lat, lon }: GeoPoint): string {
  return latLngToCell(lat, lon, RESOLUTION);
}
