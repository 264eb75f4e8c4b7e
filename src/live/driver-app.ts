import type { Actor } from '../shared/kernel/actor';
import type { GeoPoint } from '../shared/kernel/geo-point';
import type { DriverId } from '../shared/kernel/ids';
import { Bell } from './bell';
import type { CityParts } from './city-parts';
import { DriverErrands } from './driver-errands';
import type { Act, DriverMind } from './driver-mind';
import { isMade, type DriverView } from './views';

const PINGS_EVERY_MS = 4000;
/** How often an app looks by itself whether anything has changed. */
const LOOKS_EVERY_MS = 1000;
const ACCURACY_M = 8;

/** A driver's app and whoever holds it: shows what the platform says, sends what the driver wants. */
export class DriverApp {
  private readonly as: Actor;
  private readonly bell = new Bell();
  private readonly errands: DriverErrands;
  private pingedMs = 0;

  constructor(
    private readonly mind: DriverMind,
    private readonly city: CityParts,
    /** Whether there is work at this time of the city. */
    private readonly isOpen: () => boolean,
  ) {
    this.as = { type: 'driver', id: mind.person.driverId };
    this.errands = new DriverErrands(this.as, mind, city, () => this.ping());
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
    await this.look(since);
    while (!this.city.failing.aborted && (this.isOpen() || this.isOnline)) {
      const next = this.mind.next(this.city.clock.dueMs, this.isWanted);
      if (typeof next === 'object') await this.act(next);
      else {
        await this.rest(next);
        if (this.isOnline) await this.look();
      }
    }
  }

  private get isOnline(): boolean {
    return this.view.shiftState !== 'Offline';
  }

  private get isWanted(): boolean {
    return this.isOpen() && this.mind.person.worksAt(this.city.clock.cityMs);
  }

  private async act(act: Act): Promise<void> {
    const position = await this.errands.run(act);
    this.mind.did(act);
    await this.look(position);
  }

  private async rest(untilMs = Infinity): Promise<void> {
    const { nowMs } = this.city.clock;
    await this.bell.wait(Math.min(untilMs - nowMs, LOOKS_EVERY_MS));
    if (this.isOnline && this.city.clock.nowMs - this.pingedMs >= PINGS_EVERY_MS) await this.ping();
  }

  private async look(since?: string): Promise<void> {
    const { apps, tally } = this.city;
    const path = `/v1/drivers/${this.as.id}/now`;
    const view = await apps.look<DriverView>(this.as, path, { since });
    if (view === undefined) return;
    if (isMade(view.currentOffer)) tally.offered(view.currentOffer.tripId);
    tally.offerEnded(this.mind.sees(view));
  }

  private async ping(): Promise<void> {
    const { clock, apps } = this.city;
    this.pingedMs = clock.nowMs;
    const place: GeoPoint = this.mind.person.whereabouts(this.pingedMs);
    const at = new Date(this.pingedMs).toISOString();
    await apps.ping(this.as, [{ ...place, at, accuracyM: ACCURACY_M }]);
  }
}
