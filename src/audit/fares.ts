import { alike, type Audit, type Checker, type Reactions } from './checker';
import type { RecordedEventOf } from './checker';

interface Bill {
  readonly isChanged: boolean;
  readonly isOver: boolean;
  readonly hasFare: boolean;
}

/** No fare grows past its quote by more: domain rules, 3, invariant 9. */
const CAP = 1.3;
/** These say that the quote is what is charged. */
const HELD: readonly string[] = ['QUOTE_HELD', 'QUOTE_HELD_SHORT'];

type Finalised = RecordedEventOf<'FareFinalised'>;

/** What a ride costs, and that it is settled: domain rules, 3, invariants 5 and 9. */
export class Fares implements Checker {
  readonly invariants = [
    'fare-adds-up',
    'fare-gives-its-reason',
    'fare-within-cap',
    'fare-settled',
  ];
  /** Of trips that are known from their beginning and not settled yet. */
  private readonly bills = new Map<string, Bill>();

  constructor(private readonly audit: Audit) {}

  readonly on: Reactions = {
    ...alike(['TripRequested', 'TripScheduled'], ({ data: { tripId } }) => {
      this.bills.set(tripId, { isChanged: false, isOver: false, hasFare: false });
    }),
    ItineraryChanged: ({ data: { tripId } }) => this.change(tripId, { isChanged: true }),
    ...alike(['TripCompleted', 'TripAborted'], ({ data: { tripId } }) =>
      this.change(tripId, { isOver: true, hasFare: false }),
    ),
    FareFinalised: (event) => this.finalised(event),
    TripSettled: (event) => {
      const { tripId } = event.data;
      const bill = this.bills.get(tripId);
      if (!bill) return;
      const fault = bill.hasFare ? undefined : `${tripId} is settled without a fare`;
      this.audit.verdicts.judge('fare-settled', event, fault);
      this.bills.delete(tripId);
    },
    /** What is charged for these, if anything, stands in the event itself, with its reason. */
    ...alike(['TripCancelled', 'TripNoShow', 'TripUnfulfilled'], ({ data: { tripId } }) => {
      this.audit.verdicts.checked('fare-settled');
      this.bills.delete(tripId);
    }),
    /** By two persons' hands: what was charged before is their matter. */
    TripCorrected: ({ data: { tripId } }) => {
      this.bills.delete(tripId);
    },
  };

  atEnd(): void {
    for (const { isOver } of this.bills.values()) {
      if (isOver) this.audit.verdicts.open('fare-settled');
    }
  }

  private finalised(event: Finalised): void {
    const { tripId, lines, totalMinor } = event.data;
    const sum = lines.reduce((total, { amountMinor }) => total + amountMinor, 0);
    const fault = sum === totalMinor ? undefined : `the lines add up to ${sum}, not ${totalMinor}`;
    this.audit.verdicts.judge('fare-adds-up', event, fault);
    this.judgeAgainstQuote(event);
    this.change(tripId, { hasFare: true });
  }

  /** Of fares from before reasons were recorded nobody knows why they are what they are. */
  private judgeAgainstQuote(event: Finalised): void {
    const { tripId, totalMinor, quotedMinor, reasonCode } = event.data;
    if (quotedMinor === null || reasonCode === 'LEGACY') return;
    const { verdicts } = this.audit;
    const judge = (invariant: string, isBroken: boolean) => {
      const says = `${totalMinor} where ${quotedMinor} was quoted, by ${reasonCode}`;
      verdicts.judge(invariant, event, isBroken ? says : undefined);
    };
    judge('fare-gives-its-reason', HELD.includes(reasonCode) && totalMinor !== quotedMinor);
    if (this.mayGrow(tripId) || reasonCode === 'OPS_SET') return;
    judge('fare-within-cap', totalMinor > Math.floor(quotedMinor * CAP));
  }

  /** The way was changed, or may have been before anything was known of the trip. */
  private mayGrow(tripId: string): boolean {
    return this.bills.get(tripId)?.isChanged ?? true;
  }

  private change(tripId: string, change: Partial<Bill>): void {
    const bill = this.bills.get(tripId);
    if (bill) this.bills.set(tripId, { ...bill, ...change });
  }
}
