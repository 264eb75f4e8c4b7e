import type { EventSourceMessage } from 'eventsource-parser';
import type { Actor } from '../shared/kernel/actor';
import type { GeoPoint } from '../shared/kernel/geo-point';
import type { DriverId } from '../shared/kernel/ids';
import { Bell } from './bell';
import type { CityParts } from './city-parts';
import { DriverErrands } from './driver-errands';
import { DriverScreen } from './driver-screen';
import type { Act, DriverMind } from './driver-mind';
import { isMade, type DriverView } from './views';

const PINGS_EVERY_MS = 4000;
/** How often drivers look up: whether it is time to go, or to ping. */
const LOOKS_UP_EVERY_MS = 1000;
const ACCURACY_M = 8;
/** After these a driver may set out for a trip. */
const ITS_TURN = new Set(['DriverAssigned', 'PickupBegun']);

/** A driver's app and whoever holds it: shows what the platform says, sends what the driver wants. */
export class DriverApp {
  private readonly as: Actor;
  private readonly bell = new Bell();
  private readonly screen = new DriverScreen();
  private readonly errands: DriverErrands;
  private pingedMs = 0;

  constructor(
    private readonly mind: DriverMind,
    private readonly city: CityParts,
    /** Whether there is work at this time of the city. */
    private readonly isOpen: () => boolean,
  ) {
    this.as = { type: 'driver', id: mind.person.driverId };
    const around = { ping: () => this.ping(), at: () => this.screen.position };
    this.errands = new DriverErrands(this.as, mind, city, around);
  }

  get view(): DriverView {
    return this.mind.view;
  }

  /** Something has changed around them. */
  stir(): void {
    this.bell.ring();
  }

  get driverId(): DriverId {
    return this.mind.person.driverId;
  }

  /** Until the city closes and they are off the road. @param since a position of the log at which they were known */
  async live(since?: string): Promise<void> {
    const { apps, failing } = this.city;
    const mine = `/v1/drivers/${this.as.id}`;
    await apps.look(this.as, `${mine}/now`, { since });
    const closing = new AbortController();
    const signal = AbortSignal.any([closing.signal, failing]);
    const show = (message: EventSourceMessage) => this.show(message);
    const watching = apps.watch(this.as, `${mine}/stream`, show, signal);
    await Promise.race([watching, this.work()]).finally(() => closing.abort());
    await watching;
  }

  private async work(): Promise<void> {
    await this.bell.wait(Infinity);
    while (!this.city.failing.aborted && (this.isOpen() || this.isOnline)) {
      const next = this.mind.next(this.city.clock.dueMs, this.isWanted);
      if (typeof next === 'object') await this.act(next);
      else await this.rest(next);
    }
  }

  private get isOnline(): boolean {
    return this.view.shiftState !== 'Offline';
  }

  private get isWanted(): boolean {
    return this.isOpen() && this.mind.person.worksAt(this.city.clock.cityMs);
  }

  private async act(act: Act): Promise<void> {
    // Before it is sent: the screen may show what has become of it before the answer is there.
    this.mind.does(act);
    const position = await this.errands.run(act);
    // What comes next follows from what has become of it.
    while (position !== undefined && !this.screen.shows(position)) {
      if (this.city.failing.aborted) return;
      await this.bell.wait(LOOKS_UP_EVERY_MS);
    }
  }

  private async rest(untilMs = Infinity): Promise<void> {
    const { nowMs } = this.city.clock;
    await this.bell.wait(Math.min(untilMs - nowMs, LOOKS_UP_EVERY_MS));
    if (this.isOnline && this.city.clock.nowMs - this.pingedMs >= PINGS_EVERY_MS) await this.ping();
  }

  private show(message: EventSourceMessage): void {
    if (!this.screen.take(message)) return;
    const { view, trip } = this.screen;
    const { tally } = this.city;
    if (isMade(view.currentOffer)) tally.offered(view.currentOffer.tripId);
    tally.offerEnded(this.mind.sees(view));
    if (trip && ITS_TURN.has(trip.because)) this.mind.hears(trip.tripId);
    else if (trip?.because === 'DriverArrived') this.errands.isThere(trip.tripId);
    this.bell.ring();
  }

  private async ping(): Promise<void> {
    const { clock, apps } = this.city;
    this.pingedMs = clock.nowMs;
    const place: GeoPoint = this.mind.person.whereabouts(this.pingedMs);
    const at = new Date(this.pingedMs).toISOString();
    await apps.ping(this.as, [{ ...place, at, accuracyM: ACCURACY_M }]);
  }
}
