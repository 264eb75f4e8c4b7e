import type { TripEvent } from '../../shared/events/trip.events';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { TripId } from '../../shared/kernel/ids';

interface Ahead {
  /** First the pickup, last the drop-off. */
  readonly stops: readonly GeoPoint[];
  /** The number of the next one, with the passenger on board. */
  readonly next: number;
  /** By the rider, since the driver has it. */
  readonly hasChanged: boolean;
}

/** After these nobody drives for the trip any more. */
const ENDS: ReadonlySet<TripEvent['type']> = new Set([
  ...(['TripCompleted', 'TripCancelled', 'TripUnfulfilled', 'TripNoShow'] as const),
  ...(['TripAborted', 'TripCorrected'] as const),
]);

/** Where every trip of a city still has to go, folded from the log. */
export class WaysAhead {
  private readonly trips = new Map<TripId, Ahead>();

  /** From the next one to the drop-off; none of a trip that nobody knows. */
  stopsOf(tripId: TripId): readonly GeoPoint[] {
    const ahead = this.trips.get(tripId);
    return ahead ? ahead.stops.slice(ahead.next) : [];
  }

  /** Where a trip ends; undefined while it has stops on the way: how long a rider stays there nobody knows. */
  endOf(tripId: TripId): GeoPoint | undefined {
    const stops = this.stopsOf(tripId);
    return stops.length === 1 ? stops[0] : undefined;
  }

  hasChanged(tripId: TripId): boolean {
    return this.trips.get(tripId)?.hasChanged ?? false;
  }

  onTrip(event: TripEvent): void {
    const { tripId } = event.data;
    if (ENDS.has(event.type)) this.trips.delete(tripId);
    else if (event.type === 'TripRequested' || event.type === 'TripScheduled') {
      this.trips.set(tripId, { stops: event.data.stops, next: 1, hasChanged: false });
    } else if (event.type === 'ItineraryChanged') {
      this.change(tripId, { stops: event.data.stops, hasChanged: true });
    } else if (event.type === 'WaypointDeparted') {
      this.change(tripId, { next: event.data.index + 1 });
    }
  }

  private change(tripId: TripId, change: Partial<Ahead>): void {
    const ahead = this.trips.get(tripId);
    if (ahead) this.trips.set(tripId, { ...ahead, ...change });
  }
}
