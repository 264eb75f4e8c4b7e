import type { City } from '../dispatch/city/city';
import type { Route } from '../replay/travel';
import type { GeoPoint } from '../shared/kernel/geo-point';
import type { TripId } from '../shared/kernel/ids';
import { CompleteTrip } from '../write/trip/domain/complete-trip';
import { FinaliseFare } from '../write/trip/domain/finalise-fare';
import { MarkArrived } from '../write/trip/domain/mark-arrived';
import { SettleTrip } from '../write/trip/domain/settle-trip';
import { StartTrip } from '../write/trip/domain/start-trip';
import type { Agenda } from './agenda';
import type { SimulatedDriver } from './fleet';
import { PIN } from './rider-lives';
import type { World } from './world';

interface Plan {
  readonly way: Route;
  readonly route: Route;
  readonly pickup: GeoPoint;
  readonly dropOff: GeoPoint;
  readonly fareMinor: number;
  readonly boardsInS: number;
}

interface Around {
  readonly agenda: Agenda;
  readonly world: World;
  readonly city: City;
}

/** One driver's drive for one rider: to the pickup, from there to the drop-off, and free again. */
export class Ride {
  private isOver = false;
  private isAboard = false;

  constructor(
    private readonly tripId: TripId,
    private readonly driver: SimulatedDriver,
    private readonly plan: Plan,
    private readonly around: Around,
  ) {}

  get isUnderway(): boolean {
    return !this.isOver;
  }

  get mayHaveNext(): boolean {
    return this.isAboard && this.driver.wantsNext;
  }

  begin(done: () => void): void {
    const { way, pickup } = this.plan;
    this.go(pickup, way.durationS, () => this.arrive(done));
  }

  /** The rider wants no more: the driver is free where they are. */
  callOff(): void {
    if (this.isOver) return;
    this.isOver = true;
    const { agenda } = this.around;
    this.driver.emptyM += this.driver.drivenM(agenda.nowMs);
    this.driver.stop(agenda.nowMs);
    this.ping();
  }

  private arrive(done: () => void): void {
    const { world, agenda } = this.around;
    const { tripId, driver, plan } = this;
    driver.emptyM += plan.way.distanceM;
    const arrival = { location: plan.pickup, lastPingAt: agenda.now, method: 'geofence' } as const;
    world.ask(new MarkArrived(tripId, arrival, this.sent()));
    this.later(plan.boardsInS, () => this.board(done));
  }

  private board(done: () => void): void {
    const { world } = this.around;
    const { tripId, plan } = this;
    world.ask(new StartTrip(tripId, { pin: PIN }, this.sent()));
    this.isAboard = true;
    this.go(plan.dropOff, plan.route.durationS, () => this.complete(done));
  }

  private complete(done: () => void): void {
    const { world } = this.around;
    const { tripId, plan, driver } = this;
    const { distanceM: actualDistanceM, durationS } = plan.route;
    const driven: CompleteTrip['data'] = {
      ...{ actualDistanceM, tolls: [], skippedStops: [], gpsQuality: 'good' },
    };
    this.isOver = true;
    driver.onTripS += durationS;
    this.ping();
    world.ask(new CompleteTrip(tripId, driven, this.sent()));
    this.pay();
    done();
  }

  private pay(): void {
    const { world } = this.around;
    const { fareMinor: amountMinor } = this.plan;
    const fare: FinaliseFare['data'] = {
      ...{ lines: [{ code: 'upfront', amountMinor }], totalMinor: amountMinor, currency: 'USD' },
      reasonCode: 'QUOTE_HELD',
    };
    world.ask(new FinaliseFare(this.tripId, fare, world.sentBy()));
    world.ask(new SettleTrip(this.tripId, { mode: 'captured' }, world.sentBy()));
  }

  ping(): void {
    const { city, agenda } = this.around;
    const { driverId } = this.driver;
    city.seen(driverId, this.driver.whereabouts(agenda.nowMs));
  }

  private go(to: GeoPoint, seconds: number, then: () => void): void {
    this.driver.drive(to, this.around.agenda.nowMs, seconds);
    this.later(seconds, then);
  }

  private later(seconds: number, then: () => void): void {
    this.around.agenda.after(seconds, () => {
      if (!this.isOver) then();
    });
  }

  private sent() {
    const { driverId } = this.driver;
    return this.around.world.sentBy({ type: 'driver', id: driverId });
  }
}
