import { alike, type Audit, type Checker, type Reactions } from './checker';
import type { RecordedEventOf } from './checker';

interface Ride {
  readonly driverId?: string | undefined;
  readonly isStarted: boolean;
  readonly isCompleted: boolean;
}

const NEW: Ride = { isStarted: false, isCompleted: false };

/** One driver at a time, one start and one end: domain rules, 3, invariants 2 and 3. */
export class Rides implements Checker {
  readonly invariants = ['one-driver-per-trip', 'started-once', 'completed-once'];
  private readonly rides = new Map<string, Ride>();

  constructor(private readonly audit: Audit) {}

  readonly on: Reactions = {
    DriverAssigned: (event) => {
      const { tripId, driverId } = event.data;
      const other = this.rideOf(tripId).driverId;
      const fault = other && `${tripId} has ${other} and ${driverId}`;
      this.audit.verdicts.judge('one-driver-per-trip', event, fault);
      this.change(tripId, { driverId });
    },
    DriverUnassigned: ({ data: { tripId } }) => this.change(tripId, { driverId: undefined }),
    TripStarted: (event) => this.once(event, 'started-once', 'isStarted'),
    TripCompleted: (event) => this.once(event, 'completed-once', 'isCompleted'),
    /** By two persons' hands: it may begin anew. */
    TripCorrected: ({ data: { tripId } }) => {
      this.rides.set(tripId, NEW);
    },
    ...alike(
      ['TripCancelled', 'TripUnfulfilled', 'TripNoShow', 'TripSettled'],
      ({ data: { tripId } }) => {
        this.rides.delete(tripId);
      },
    ),
  };

  private once(
    event: RecordedEventOf<'TripStarted' | 'TripCompleted'>,
    invariant: string,
    what: 'isStarted' | 'isCompleted',
  ): void {
    const { tripId } = event.data;
    const again = this.rideOf(tripId)[what] ? `${event.type} is there twice` : undefined;
    this.audit.verdicts.judge(invariant, event, again);
    this.change(tripId, { [what]: true });
  }

  private rideOf(tripId: string): Ride {
    return this.rides.get(tripId) ?? NEW;
  }

  private change(tripId: string, change: Partial<Ride>): void {
    this.rides.set(tripId, { ...this.rideOf(tripId), ...change });
  }
}
