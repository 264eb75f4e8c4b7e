import type { Random } from '../replay/random';
import { patienceOf, secondThoughts } from '../simulation/habits';
import type { CityClock } from './clock';
import type { TripView } from './views';

export type RiderAct =
  | { readonly do: 'cancel'; readonly reasonCode: string }
  | { readonly do: 'pay' }
  /** Nothing more will come. */
  | { readonly do: 'leave'; readonly outcome: RiderOutcome };

export type RiderOutcome =
  | { readonly is: 'completed' | 'cancelled' }
  | { readonly is: 'unfulfilled'; readonly reason: string };

/** The platform's own clock goes as fast as the wall's: nobody leaves before it can have asked two drivers. */
const AT_LEAST_MS = 32_000;

/** The screen may show that it is paid before the payment side knows. */
const RIDDEN: ReadonlySet<string> = new Set(['Completed', 'Settled']);
const OVER: ReadonlySet<string> = new Set(['Cancelled', 'Unfulfilled', 'NoShow', 'Aborted']);

/** What a rider does, given what their app shows: they wait, lose patience, change their minds, and pay. */
export class RiderMind {
  private view: TripView | undefined;
  private readonly patientUntilMs: number;
  private cancelsAtMs: number | undefined;
  private wasMatched = false;
  private hasCancelled = false;
  private hasPaid = false;

  constructor(
    private readonly random: Random,
    private readonly clock: CityClock,
  ) {
    this.patientUntilMs = clock.nowMs + AT_LEAST_MS + clock.ms(patienceOf(random));
  }

  get isMatched(): boolean {
    return this.wasMatched;
  }

  sees(view: TripView): void {
    this.view = view;
    if (view.driver === null || this.wasMatched) return;
    this.wasMatched = true;
    const afterS = secondThoughts(this.random);
    if (afterS !== undefined) this.cancelsAtMs = this.clock.nowMs + this.clock.ms(afterS);
  }

  /** @returns what to do, or when to ask again; undefined: not before something changes */
  next(dueMs: number): RiderAct | number | undefined {
    if (this.view === undefined) return undefined;
    const { status, reason } = this.view;
    if (RIDDEN.has(status)) return this.hasPaid ? leave({ is: 'completed' }) : { do: 'pay' };
    if (status === 'Unfulfilled') return leave({ is: 'unfulfilled', reason: reason ?? status });
    if (OVER.has(status)) return leave({ is: 'cancelled' });
    return status === 'InProgress' ? undefined : this.waiting(dueMs);
  }

  did({ do: what }: RiderAct): void {
    if (what === 'pay') this.hasPaid = true;
    else if (what === 'cancel') this.hasCancelled = true;
  }

  private waiting(dueMs: number): RiderAct | number | undefined {
    const atMs = this.wasMatched ? this.cancelsAtMs : this.patientUntilMs;
    if (this.hasCancelled || atMs === undefined) return undefined;
    if (dueMs < atMs) return atMs;
    const reasonCode = this.wasMatched ? 'PLANS_CHANGED' : 'WAIT_TOO_LONG';
    return { do: 'cancel', reasonCode };
  }
}

const leave = (outcome: RiderOutcome): RiderAct => ({ do: 'leave', outcome });
