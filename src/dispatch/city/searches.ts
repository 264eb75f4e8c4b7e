import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { TripEvent } from '../../shared/events/trip.events';
import type { Place, Quote } from '../../shared/events/trip.shapes';
import type { TripId } from '../../shared/kernel/ids';
import { unopened, type Attempt, type OpenedAttempt } from '../../write/dispatch/domain/attempt';
import { evolve } from '../../write/dispatch/domain/attempt.evolve';

/** What a trip wants, as long as it may still look for a driver. */
export interface Wish {
  readonly stops: readonly Place[];
  readonly quote: Quote;
  /** How many drivers it has had. */
  readonly assignments: number;
}

/** A trip whose search goes on. */
export interface Search {
  readonly attempt: OpenedAttempt;
  readonly wish: Wish;
}

/** After these a trip never looks for a driver again. */
const ENDS: ReadonlySet<TripEvent['type']> = new Set([
  ...(['TripStarted', 'TripCancelled', 'TripUnfulfilled'] as const),
  ...(['TripNoShow', 'TripAborted', 'TripCorrected'] as const),
]);

/** Every search of a city that has not ended, folded from the log. */
export class Searches {
  private readonly wishes = new Map<TripId, Wish>();
  private readonly attempts = new Map<TripId, OpenedAttempt>();

  /** Those in which somebody may be asked now, the eldest first. */
  open(): Search[] {
    const open: Search[] = [];
    for (const [tripId, attempt] of this.attempts) {
      const wish = this.wishes.get(tripId);
      if (wish && attempt.status === 'Open') open.push({ attempt, wish });
    }
    return open;
  }

  /** The search that a trip is in, as long as it goes on. */
  of(tripId: TripId): OpenedAttempt | undefined {
    return this.attempts.get(tripId);
  }

  wishOf(tripId: TripId): Wish | undefined {
    return this.wishes.get(tripId);
  }

  onTrip(event: TripEvent): void {
    const { tripId } = event.data;
    if (ENDS.has(event.type)) {
      this.wishes.delete(tripId);
      this.attempts.delete(tripId);
    } else if (event.type === 'TripRequested' || event.type === 'TripScheduled') {
      const { stops, quote } = event.data;
      this.wishes.set(tripId, { stops, quote, assignments: 0 });
    } else if (event.type === 'DriverAssigned') {
      this.attempts.delete(tripId);
      this.change(tripId, { assignments: event.data.assignmentNo });
    } else if (event.type === 'ItineraryChanged') {
      this.change(tripId, { stops: event.data.stops, quote: event.data.quote });
    } else if (event.type === 'TripActivated') {
      this.change(tripId, { quote: event.data.quote });
    }
  }

  onDispatch(event: DispatchEvent): void {
    const { tripId } = event.data;
    const before: Attempt =
      event.type === 'DispatchOpened' ? unopened : (this.attempts.get(tripId) ?? unopened);
    const after = evolve(before, event);
    if (after.status === 'Unopened') return;
    if (after.status === 'Exhausted' || after.status === 'Withdrawn') this.attempts.delete(tripId);
    else this.attempts.set(tripId, after);
  }

  private change(tripId: TripId, change: Partial<Wish>): void {
    const wish = this.wishes.get(tripId);
    if (wish) this.wishes.set(tripId, { ...wish, ...change });
  }
}
