import type { Random } from '../replay/random';
import { routeBetween, type Route } from '../replay/travel';
import type { GeoPoint } from '../shared/kernel/geo-point';
import type { SimulatedDriver } from '../simulation/fleet';
import type { CityClock } from './clock';
import type { Meeting } from './street';
import type { TripView } from './views';

export type TripAct =
  | { readonly do: 'find-out' | 'give-back'; readonly tripId: string }
  /** To be there, and then to say so, where the platform has not seen it by itself. */
  | { readonly do: 'pull-up' | 'arrive'; readonly tripId: string; readonly at: GeoPoint }
  | { readonly do: 'start'; readonly tripId: string; readonly pin: string }
  | { readonly do: 'complete'; readonly tripId: string; readonly distanceM: number };

/** So long after an acceptance somebody asks what has become of it, if nobody says so. */
const ASSIGNED_WITHIN_MS = 2000;

/** So long drivers wait for the platform to see that they are there, before they say so themselves. */
const SEEN_WITHIN_MS = 1500;

interface Way {
  readonly pickup: GeoPoint;
  readonly dropOff: GeoPoint;
  readonly ride: Route;
}

type Stage = 'assigned' | 'to-pickup' | 'pulled-up' | 'boarding' | 'to-drop-off' | 'over';

/** A driver with a trip: to the pickup, with the rider to where they want to be. */
export class Driving {
  private stage: Stage = 'assigned';
  private untilMs: number;
  private pin: string | undefined;
  private way: Way | undefined;
  /** To the pickup, in seconds of the city; undefined before the way is known. */
  pickupS: number | undefined;

  constructor(
    readonly tripId: string,
    private readonly person: SimulatedDriver,
    private readonly random: Random,
    private readonly clock: CityClock,
  ) {
    this.untilMs = clock.nowMs + ASSIGNED_WITHIN_MS;
  }

  /** The trip says so itself: that it has the driver, or that it is its turn. */
  assigned(): void {
    if (!this.way) this.untilMs = 0;
  }

  /** @returns when there will be something to do; undefined: nothing any more */
  next(dueMs: number): TripAct | number | undefined {
    const { tripId, stage, way } = this;
    if (stage === 'over') return undefined;
    if (dueMs < this.untilMs) return this.untilMs;
    return way ? this.there(way) : { do: 'find-out', tripId };
  }

  /** Not yet: the platform's policies have not come so far. */
  foundNothing(): void {
    this.untilMs = this.clock.nowMs + ASSIGNED_WITHIN_MS;
  }

  /** What the app says about the way, also when it was opened in the middle of it. */
  foundOut({ status, stops, driver }: TripView): void {
    // Their own trip has ended, and this one does not know it yet.
    if (driver?.isOnAnotherTrip) {
      this.foundNothing();
      return;
    }
    const [pickup, dropOff] = [stops[0], stops.at(-1)].map((stop) => stop && pointOf(stop));
    if (!pickup || !dropOff) throw new Error(`Trip ${this.tripId} leads nowhere`);
    this.way = { pickup, dropOff, ride: routeBetween(pickup, dropOff, this.random) };
    if (status === 'InProgress') this.boarded();
    else if (status === 'AtPickup') this.waitFor(undefined);
    else {
      const there = routeBetween(this.person.whereabouts(this.clock.nowMs), pickup, this.random);
      this.pickupS = there.durationS;
      this.go('to-pickup', pickup, there);
    }
  }

  /** The platform knows where the pickup is, and by pings where the driver is. */
  pulledUp(): void {
    this.stage = 'pulled-up';
    this.untilMs = this.clock.nowMs + SEEN_WITHIN_MS;
  }

  get isExpected(): boolean {
    return this.stage === 'to-pickup' || this.stage === 'pulled-up';
  }

  /** @param meeting who comes; nobody, when the rider is not of this city */
  waitFor(meeting: Meeting | undefined): void {
    this.stage = 'boarding';
    this.person.stop(this.clock.nowMs);
    this.pin = meeting?.pin;
    this.untilMs = this.clock.nowMs + this.clock.ms(meeting?.boardsInS ?? 0);
  }

  boarded(): void {
    if (this.way) this.go('to-drop-off', this.way.dropOff, this.way.ride);
  }

  end(): void {
    // The next trip may have begun meanwhile: what is over is not ended again.
    if (this.stage === 'over') return;
    this.stage = 'over';
    this.person.stop(this.clock.nowMs);
  }

  private there({ pickup, ride }: Way): TripAct {
    const { tripId, stage, pin } = this;
    if (stage === 'to-pickup') return { do: 'pull-up', tripId, at: pickup };
    if (stage === 'pulled-up') return { do: 'arrive', tripId, at: pickup };
    if (stage === 'to-drop-off') return { do: 'complete', tripId, distanceM: ride.distanceM };
    return pin === undefined ? { do: 'give-back', tripId } : { do: 'start', tripId, pin };
  }

  private go(stage: Stage, to: GeoPoint, { durationS }: Route): void {
    const { nowMs } = this.clock;
    const ms = this.clock.ms(durationS);
    this.stage = stage;
    this.person.drive(to, nowMs, ms / 1000);
    this.untilMs = nowMs + ms;
  }
}

/** A stop has a name as well. */
const pointOf = ({ lat, lon }: GeoPoint): GeoPoint => ({ lat, lon });
