import type { Recorded } from '../../shared/events/event';
import type { TripEvent } from '../../shared/events/trip.events';
import type { PickupStall } from '../../shared/events/trip.shapes';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId, TripId } from '../../shared/kernel/ids';

/** A trip that has a driver, as far as the driver's places can tell anything of it. */
export interface Ride {
  readonly tripId: TripId;
  readonly driverId: DriverId;
  readonly assignmentNo: number;
  /** `Queued`: the driver has another trip to finish first. */
  readonly phase: 'Queued' | 'EnRoute' | 'AtPickup' | 'InProgress';
  /** First the pickup, last the drop-off. */
  readonly stops: readonly GeoPoint[];
  readonly itineraryVersion: number;
  /** What the log has of it already. */
  readonly stalls: ReadonlySet<PickupStall>;
  readonly deviations: number;
  /** For whoever traces the trip. */
  readonly story: { readonly correlationId: string; readonly causationId: string };
  readonly heardMs: number;
  /** How near the driver has come, and when; null before they were seen. */
  readonly nearest: { readonly distanceM: number; readonly atMs: number } | null;
  /** The driver is off the way, for the so many-th time; 0: on it, so far as is known. */
  readonly offTheWay: number;
}

type Plan = Pick<Ride, 'stops' | 'itineraryVersion'>;

/** After these nobody drives for the trip, or nobody does yet. */
const ENDS: ReadonlySet<TripEvent['type']> = new Set([
  ...(['TripCompleted', 'TripCancelled', 'TripUnfulfilled', 'TripNoShow'] as const),
  ...(['TripAborted', 'TripCorrected'] as const),
]);

/** Every ride under way, folded from the facts of trips; what is seen of them is added. */
export class Rides {
  private readonly plans = new Map<TripId, Plan>();
  private readonly rides = new Map<TripId, Ride>();
  private readonly ofDrivers = new Map<DriverId, Set<TripId>>();

  get size(): number {
    return this.rides.size;
  }

  all(): Iterable<Ride> {
    return this.rides.values();
  }

  /** The ride that a driver is at: of two, the one that is not queued. */
  of(driverId: DriverId): Ride | undefined {
    const rides = [...(this.ofDrivers.get(driverId) ?? [])].flatMap(
      (tripId) => this.rides.get(tripId) ?? [],
    );
    return rides.find(({ phase }) => phase !== 'Queued') ?? rides[0];
  }

  put(ride: Ride): void {
    this.rides.set(ride.tripId, ride);
  }

  onTrip(event: Recorded<TripEvent>): void {
    const { type, data } = event;
    const { tripId } = data;
    if (ENDS.has(type)) {
      this.plans.delete(tripId);
      this.leave(tripId);
    } else if (type === 'TripRequested' || type === 'TripScheduled') {
      this.plans.set(tripId, { stops: data.stops, itineraryVersion: 1 });
    } else if (type === 'ItineraryChanged') {
      this.replan(tripId, { stops: data.stops, itineraryVersion: data.version });
    } else if (type === 'DriverAssigned') this.begin(event);
    else if (type === 'DriverUnassigned') this.leave(tripId);
    else this.goOn(event);
  }

  private goOn({ type, data }: TripEvent): void {
    const ride = this.rides.get(data.tripId);
    if (!ride) return;
    if (type === 'PickupDeferred') this.put({ ...ride, phase: 'Queued' });
    if (type === 'PickupBegun') {
      this.put({ ...ride, phase: 'EnRoute', heardMs: Date.parse(data.at), nearest: null });
    }
    if (type === 'DriverArrived') this.put({ ...ride, phase: 'AtPickup' });
    if (type === 'TripStarted') this.put({ ...ride, phase: 'InProgress' });
    if (type === 'PickupStalled') {
      this.put({ ...ride, stalls: new Set([...ride.stalls, data.case]) });
    }
    if (type === 'RouteDeviated') {
      const deviations = ride.deviations + 1;
      // Whoever takes over does not know whether the car has come back meanwhile.
      this.put({ ...ride, deviations, offTheWay: deviations });
    }
  }

  private replan(tripId: TripId, plan: Plan): void {
    this.plans.set(tripId, plan);
    const ride = this.rides.get(tripId);
    if (ride) this.put({ ...ride, ...plan, nearest: null });
  }

  private begin({ id, data, metadata }: AssignedEvent): void {
    const { tripId, driverId, assignmentNo } = data;
    const plan = this.plans.get(tripId);
    if (!plan) return;
    this.leave(tripId);
    this.put({
      ...{ tripId, driverId, assignmentNo, phase: 'EnRoute', ...plan },
      ...{ stalls: new Set(), deviations: 0, nearest: null, offTheWay: 0 },
      story: { correlationId: metadata.correlationId, causationId: id },
      heardMs: Date.parse(metadata.occurredAt),
    });
    this.ofDrivers.set(driverId, (this.ofDrivers.get(driverId) ?? new Set()).add(tripId));
  }

  private leave(tripId: TripId): void {
    const ride = this.rides.get(tripId);
    if (!ride) return;
    this.rides.delete(tripId);
    const others = this.ofDrivers.get(ride.driverId);
    others?.delete(tripId);
    if (others?.size === 0) this.ofDrivers.delete(ride.driverId);
  }
}

type AssignedEvent = Recorded<Extract<TripEvent, { type: 'DriverAssigned' }>>;
