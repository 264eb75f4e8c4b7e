import { alike, type Audit, type Checker, type LogEnd } from './checker';
import type { Reactions, RecordedEventOf } from './checker';
import type { Place } from './verdicts';

interface Reservation {
  readonly offerId: string;
  readonly until: string;
  readonly place: Place;
}

/** A reservation outlives its offer by no more, ms. */
const LAPSES_WITHIN_MS = 2000;

/** Who is held for an offer, and that nobody is held for good: domain rules, 2.3 and 3, invariants 1, 2 and 11. */
export class Reservations implements Checker {
  readonly invariants = [
    ...['one-reservation-per-driver', 'every-reservation-ends', 'papers-hold-when-reserved'],
  ];
  private readonly held = new Map<string, Reservation>();
  /** Until when the papers of those who are at work hold. */
  private readonly eligibleUntil = new Map<string, string>();

  constructor(private readonly audit: Audit) {}

  readonly on: Reactions = {
    ...alike(['ShiftStarted', 'EligibilityRenewed'], ({ data: { driverId, eligibleUntil } }) => {
      this.eligibleUntil.set(driverId, eligibleUntil);
    }),
    ShiftEnded: ({ data: { driverId } }) => {
      this.eligibleUntil.delete(driverId);
    },
    ...alike(['DriverReserved', 'NextTripReserved'], (event) => this.reserved(event)),
    ...alike(
      ['ReservationReleased', 'DriverCommitted', 'NextTripReleased', 'NextTripQueued'],
      ({ data: { driverId } }) => {
        this.held.delete(driverId);
      },
    ),
  };

  atEnd({ atMs }: LogEnd): void {
    const { verdicts } = this.audit;
    for (const [driverId, { offerId, until, place }] of this.held) {
      if (Date.parse(until) + LAPSES_WITHIN_MS >= atMs) verdicts.open('every-reservation-ends');
      else {
        const what = `${driverId} is held for ${offerId}, which was over ${until}`;
        verdicts.found('every-reservation-ends', place, what);
      }
    }
  }

  private reserved(event: RecordedEventOf<'DriverReserved' | 'NextTripReserved'>): void {
    const { stream, position, data } = event;
    const { driverId, offerId, until, at } = data;
    const { verdicts } = this.audit;
    const other = this.held.get(driverId);
    // The trip before has ended, and the offer has not.
    if (other?.offerId === offerId) return;
    const twice = other && `${driverId} is held for ${other.offerId} and ${offerId}`;
    verdicts.judge('one-reservation-per-driver', event, twice);
    verdicts.checked('every-reservation-ends');
    const eligibleUntil = this.eligibleUntil.get(driverId);
    if (eligibleUntil !== undefined) {
      const expired = `the papers of ${driverId} were valid until ${eligibleUntil}, reserved ${at}`;
      const fault = at >= eligibleUntil ? expired : undefined;
      verdicts.judge('papers-hold-when-reserved', event, fault);
    }
    this.held.set(driverId, { offerId, until, place: { stream, position } });
  }
}
