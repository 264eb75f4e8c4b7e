import type { City } from '../dispatch/city/city';
import { driversPart } from '../dispatch/city/drivers';
import type { Random } from '../replay/random';
import { routeBetween } from '../replay/travel';
import type { DispatchEventOf } from '../shared/events/dispatch.events';
import type { Actor } from '../shared/kernel/actor';
import type { DriverId, TripId, VehicleId } from '../shared/kernel/ids';
import { AcceptOffer, DeclineOffer } from '../write/dispatch/domain/answer-offer';
import { GoOffline } from '../write/drivers/shift/domain/go-offline';
import { GoOnline } from '../write/drivers/shift/domain/go-online';
import { Resume } from '../write/drivers/shift/domain/take-a-break';
import type { Agenda } from './agenda';
import { fleetFigures } from './figures';
import type { SimulatedDriver } from './fleet';
import type { Reactions } from './rules';
import { boardingTime, BREAK_S, opinionOf, PRODUCT, thinkingTime } from './habits';
import { Ride } from './ride';
import type { World } from './world';

const FOREVER = '2099-01-01T00:00:00.000Z';

interface Around {
  readonly agenda: Agenda;
  readonly world: World;
  readonly city: City;
}

/** The drivers of a simulated city: they come and go, answer offers, and drive. */
export class DriverLives {
  private readonly byId: ReadonlyMap<DriverId, SimulatedDriver>;
  private readonly rides = new Map<TripId, Ride>();
  /** The latest of each driver. */
  private readonly rideOf = new Map<DriverId, Ride>();
  /** Who comes to a rider after the trip that they are on. */
  private readonly nextOf = new Map<TripId, DriverId>();
  private readonly onlineSince = new Map<DriverId, number>();

  readonly reactions: Reactions = {
    OfferExtended: (offer) => this.consider(offer),
    BreakStarted: ({ driverId }) => this.resumeLater(driverId),
    ShiftEnded: ({ driverId }) => this.went(driverId),
    DriverAssigned: ({ tripId, driverId }) => this.take(tripId, driverId),
    PickupBegun: ({ tripId }) => this.setOut(tripId),
    TripCancelled: ({ tripId }) => this.callOff(tripId),
  };

  constructor(
    private readonly fleet: readonly SimulatedDriver[],
    private readonly around: Around,
    private readonly random: Random,
  ) {
    this.byId = new Map(fleet.map((driver) => [driver.driverId, driver]));
  }

  begin(endMs: number): void {
    const { agenda } = this.around;
    for (const driver of this.fleet) {
      if (driver.endMs <= agenda.nowMs || driver.startMs >= endMs) continue;
      agenda.at(driver.startMs, () => this.goOnline(driver));
      agenda.at(driver.endMs, () => this.goOffline(driver));
    }
  }

  end(): void {
    for (const driverId of [...this.onlineSince.keys()]) this.went(driverId);
  }

  /** Where those are who may have a next trip: the others are seen where they stop. */
  ping(): void {
    for (const ride of this.rides.values()) if (ride.mayHaveNext) ride.ping();
  }

  figures() {
    return fleetFigures(this.fleet);
  }

  private goOnline(driver: SimulatedDriver): void {
    const { agenda, world, city } = this.around;
    const { driverId } = driver;
    const car = {
      ...{ vehicleId: `car-${driverId}` as VehicleId, isApproved: true, inspectedUntil: FOREVER },
      ...{ tiers: [PRODUCT], seats: 4, wheelchair: false, childSeat: false },
    };
    const facts: GoOnline['data']['facts'] = {
      ...{ cityId: 'nyc', car },
      driver: { isActive: true, papersUntil: FOREVER, blockedTiers: [] },
    };
    const data = { shiftNo: 1, facts, forwardDispatch: driver.wantsNext };
    world.ask(new GoOnline(driverId, data, world.sentBy(actorOf(driverId))));
    this.onlineSince.set(driverId, agenda.nowMs);
    city.seen(driverId, driver.whereabouts(agenda.nowMs));
  }

  /** In the middle of a trip, it is a wish for its end. */
  private goOffline({ driverId }: SimulatedDriver): void {
    const { world } = this.around;
    world.asks(new GoOffline(driverId, {}, world.sentBy(actorOf(driverId))));
  }

  private went(driverId: DriverId): void {
    const driver = this.byId.get(driverId);
    const since = this.onlineSince.get(driverId);
    if (!driver || since === undefined) return;
    driver.onlineS += (this.around.agenda.nowMs - since) / 1000;
    this.onlineSince.delete(driverId);
  }

  private consider(offer: DispatchEventOf<'OfferExtended'>['data']): void {
    const { agenda, world } = this.around;
    const { tripId, attempt, driverId, offerId, pickupEtaS } = offer;
    const driver = this.byId.get(driverId);
    if (!driver) return;
    const opinion = opinionOf(driver.takes, pickupEtaS, this.random);
    if (opinion === 'none') return;
    agenda.after(thinkingTime(this.random), () => {
      const [id, sent] = [{ tripId, attempt }, world.sentBy(actorOf(driverId))];
      if (opinion === 'accept') world.asks(new AcceptOffer(id, { offerId }, sent));
      else world.asks(new DeclineOffer(id, { offerId, reason: 'TOO_FAR' }, sent));
    });
  }

  private resumeLater(driverId: DriverId): void {
    const { agenda, world } = this.around;
    agenda.after(BREAK_S, () => {
      world.asks(new Resume(driverId, {}, world.sentBy(actorOf(driverId))));
    });
  }

  private take(tripId: TripId, driverId: DriverId): void {
    if (this.rideOf.get(driverId)?.isUnderway) this.nextOf.set(tripId, driverId);
    else this.drive(tripId, driverId);
  }

  /** The trip that came before has ended. */
  private setOut(tripId: TripId): void {
    const driverId = this.nextOf.get(tripId);
    this.nextOf.delete(tripId);
    if (driverId) this.drive(tripId, driverId);
  }

  private callOff(tripId: TripId): void {
    this.rides.get(tripId)?.callOff();
    this.rides.delete(tripId);
    this.nextOf.delete(tripId);
  }

  private drive(tripId: TripId, driverId: DriverId): void {
    const { city } = this.around;
    const driver = this.byId.get(driverId);
    const wish = city.searches.wishOf(tripId);
    const [pickup, dropOff] = [wish?.stops[0], wish?.stops.at(-1)];
    if (!driver || !wish || !pickup || !dropOff) return;
    const random = this.random;
    const way = routeBetween(driver.whereabouts(this.around.agenda.nowMs), pickup, random);
    const plan = { way, route: routeBetween(pickup, dropOff, random), pickup, dropOff };
    const fareMinor = wish.quote.totalMinor;
    const boardsInS = boardingTime(random);
    const ride = new Ride(tripId, driver, { ...plan, fareMinor, boardsInS }, this.around);
    this.rides.set(tripId, ride);
    this.rideOf.set(driverId, ride);
    ride.begin(() => {
      this.rides.delete(tripId);
      driver.earnedMinor += driversPart(fareMinor);
    });
  }
}

function actorOf(driverId: DriverId): Actor {
  return { type: 'driver', id: driverId };
}
