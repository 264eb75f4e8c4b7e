import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '../shared/kernel/actor';
import type { GeoPoint } from '../shared/kernel/geo-point';
import type { Done } from './apps';
import type { CityParts } from './city-parts';
import type { OfferAct } from './considering';
import type { Act, DriverMind, ShiftAct } from './driver-mind';
import type { Driving, TripAct } from './driving';
import { carOf } from './onboarding';
import type { TripView } from './views';

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
    private readonly around: {
      readonly ping: () => Promise<void>;
      /** Up to where in the log the driver's screen is. */
      readonly at: () => string | undefined;
    },
  ) {}

  /** @returns where the log stood when the driver's shift had changed; undefined when it has not */
  async run(act: Act): Promise<string | undefined> {
    if ('tripId' in act) await this.aboutTrip(act);
    else if ('offerId' in act) await this.aboutOffer(act);
    else return this.aboutShift(act);
    return undefined;
  }

  private async aboutShift({ do: what }: ShiftAct): Promise<string | undefined> {
    const online = what === 'go-online';
    const { driverId, wantsNext: forwardDispatch } = this.mind.person;
    const body = online ? { vehicleId: carOf(driverId), forwardDispatch } : {};
    const done = await this.tell(`/shift/${what}`, body, SHIFT_RACES);
    if (done && online) await this.around.ping();
    if (!done) await pause(ELSEWHERE_MS);
    return done?.position;
  }

  private async aboutOffer(act: OfferAct): Promise<void> {
    const offer = `/offers/${act.offerId}`;
    if (act.do === 'confirm') {
      await this.tell(`${offer}/delivered`, { channel: 'SSE' }, OFFER_RACES);
      return;
    }
    const body = act.do === 'decline' ? { reason: act.reason } : {};
    const done = await this.tell(`${offer}/${act.do}`, body, OFFER_RACES);
    const answered = act.do === 'accept' ? 'accepted' : 'declined';
    this.city.tally.offerEnded(done ? answered : 'withdrawn');
  }

  private async aboutTrip(act: TripAct): Promise<void> {
    const { driving } = this.mind;
    if (!driving) return;
    switch (act.do) {
      case 'find-out':
        await this.findOut(act.tripId, driving);
        return;
      case 'pull-up':
        await this.around.ping();
        if (driving.isExpected) driving.pulledUp();
        return;
      case 'arrive':
        await this.arrive(act);
        return;
      case 'start':
        if (await this.onTrip(act, { pin: act.pin })) driving.boarded();
        else driving.end();
        return;
      case 'complete':
        await this.around.ping();
        await this.onTrip(act, { actualDistanceM: act.distanceM, gpsQuality: 'good' });
        driving.end();
        return;
      case 'give-back':
        await this.onTrip({ ...act, do: 'cancel' }, NOBODY_CAME);
        driving.end();
    }
  }

  /** The platform, or the driver, has said so. */
  isThere(tripId: string): void {
    const { driving } = this.mind;
    if (driving?.tripId !== tripId || !driving.isExpected) return;
    this.city.tally.arrived(driving.pickupS);
    driving.waitFor(this.city.street.meet(tripId));
  }

  private async arrive(act: TripAct & { readonly at: GeoPoint }): Promise<void> {
    await this.around.ping();
    const lastPingAt = new Date(this.city.clock.nowMs).toISOString();
    await this.onTrip(act, { location: act.at, lastPingAt, method: 'geofence' });
    this.isThere(act.tripId);
  }

  private async findOut(tripId: string, driving: Driving): Promise<void> {
    const mayMeet = ['TRIP_NOT_YOURS', 'TRIP_NOT_FOUND'];
    const asked = { since: this.around.at(), mayMeet };
    const trip = await this.city.apps.look<TripView>(this.as, `/v1/trips/${tripId}`, asked);
    if (trip) driving.foundOut(trip);
    else driving.foundNothing();
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
