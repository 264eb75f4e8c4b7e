import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '../shared/kernel/actor';
import type { Done } from './apps';
import type { CityParts } from './city-parts';
import type { OfferAct } from './considering';
import type { Act, DriverMind, ShiftAct } from './driver-mind';
import type { TripAct } from './driving';
import { carOf } from './onboarding';
import type { TripView } from './views';

/** The platform's policies have not come so far yet. */
const NOT_YET_MS = 250;
const ELSEWHERE_MS = 1000;

const OFFER_RACES = ['OFFER_OVER', 'OFFER_EXPIRED'];
const TRIP_RACES = ['TRIP_INVALID_TRANSITION', 'TRIP_NOT_YOURS'];
/** The car is released a moment after its last shift. */
const SHIFT_RACES = [
  ...['SHIFT_INVALID_TRANSITION', 'VEHICLE_ON_ANOTHER_SHIFT', 'SHIFT_START_OVERTAKEN'],
];

/** What a driver wants, sent to the platform. */
export class DriverErrands {
  private sent = 0;

  constructor(
    private readonly as: Actor,
    private readonly mind: DriverMind,
    private readonly city: CityParts,
    private readonly ping: () => Promise<void>,
  ) {}

  /** @returns where the log stood afterwards; undefined when it was refused, as in a race it may be */
  async run(act: Act): Promise<string | undefined> {
    if ('tripId' in act) return this.aboutTrip(act);
    return 'offerId' in act ? this.aboutOffer(act) : this.aboutShift(act);
  }

  private async aboutShift({ do: what }: ShiftAct): Promise<string | undefined> {
    const online = what === 'go-online';
    const body = online ? { vehicleId: carOf(this.mind.person.driverId) } : {};
    const done = await this.tell(`/shift/${what}`, body, SHIFT_RACES);
    if (done && online) await this.ping();
    if (!done) await pause(ELSEWHERE_MS);
    return done?.position;
  }

  private async aboutOffer(act: OfferAct): Promise<string | undefined> {
    const { tally } = this.city;
    const offer = `/offers/${act.offerId}`;
    if (act.do === 'confirm') {
      await this.tell(`${offer}/delivered`, { channel: 'SSE' }, OFFER_RACES);
      return undefined;
    }
    const body = act.do === 'decline' ? { reason: act.reason } : {};
    const done = await this.tell(`${offer}/${act.do}`, body, OFFER_RACES);
    tally.offerEnded(done ? (act.do === 'accept' ? 'accepted' : 'declined') : 'withdrawn');
    return done?.position;
  }

  private async aboutTrip(act: TripAct): Promise<string | undefined> {
    const { driving } = this.mind;
    if (!driving) return undefined;
    switch (act.do) {
      case 'find-out':
        return this.findOut(act.tripId);
      case 'arrive': {
        await this.ping();
        const lastPingAt = new Date(this.city.clock.nowMs).toISOString();
        const body = { location: act.at, lastPingAt, method: 'geofence' };
        const done = await this.onTrip(act, body);
        this.city.tally.arrived(driving.pickupS);
        driving.waitFor(this.city.street.meet(act.tripId));
        return done?.position;
      }
      case 'start': {
        const done = await this.onTrip(act, { pin: act.pin });
        if (done) driving.boarded();
        else driving.end();
        return done?.position;
      }
      case 'complete': {
        await this.ping();
        const driven = { actualDistanceM: act.distanceM, gpsQuality: 'good' };
        const done = await this.onTrip(act, driven);
        driving.end();
        return done?.position;
      }
      case 'give-back': {
        const done = await this.onTrip({ ...act, do: 'cancel' }, NOBODY_CAME);
        driving.end();
        return done?.position;
      }
    }
  }

  /** Until the trip knows this driver. */
  private async findOut(tripId: string): Promise<undefined> {
    const { apps } = this.city;
    const mayMeet = ['TRIP_NOT_YOURS', 'TRIP_NOT_FOUND'];
    const trip = await apps.look<TripView>(this.as, `/v1/trips/${tripId}`, { mayMeet });
    if (trip) this.mind.driving?.foundOut(trip);
    else await pause(NOT_YET_MS);
  }

  private onTrip({ do: what, tripId }: { do: string; tripId: string }, body: object) {
    const path = `/v1/trips/${tripId}/${what}`;
    return this.city.apps.tell(this.as, { path, body, key: this.key(), mayMeet: TRIP_RACES });
  }

  private tell(path: string, body: object, mayMeet: readonly string[]): Promise<Done | undefined> {
    const wish = { path: `/v1/drivers/${this.as.id}${path}`, body, key: this.key(), mayMeet };
    return this.city.apps.tell(this.as, wish);
  }

  private key(): string {
    return `${this.city.run}/${this.as.id}/${(this.sent += 1)}`;
  }
}

const NOBODY_CAME = { reasonCode: 'RIDER_NOT_FOUND', rematch: false };
