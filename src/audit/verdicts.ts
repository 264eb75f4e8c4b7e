import type { Recording } from '../shared/events/event';
import { formatPosition } from '../shared/kernel/log-position';

/** Something in the log that must not be there, or is not there and must. */
export interface Finding {
  readonly invariant: string;
  readonly position: string;
  readonly stream: string;
  /** In words. */
  readonly what: string;
}

/** How often an invariant was looked at, what was broken, and what the end of the log leaves undecided. */
export interface Count {
  checked: number;
  broken: number;
  open: number;
}

/** Where in the log something stands. */
export type Place = Pick<Recording, 'stream' | 'position'>;

/** What an audit has come to so far: an invariant that was never looked at stands there with zeros. */
export class Verdicts {
  readonly counts = new Map<string, Count>();
  readonly findings: Finding[] = [];

  /** @param mostShown findings that are kept with their words; all are counted */
  constructor(private readonly mostShown: number) {}

  /** Names an invariant, so that it is counted from 0. */
  expect(invariant: string): void {
    this.counts.set(invariant, { checked: 0, broken: 0, open: 0 });
  }

  checked(invariant: string): void {
    this.of(invariant).checked += 1;
  }

  /** Checked, and broken when there is something to say. */
  judge(invariant: string, place: Place, fault: string | undefined): void {
    this.checked(invariant);
    if (fault !== undefined) this.found(invariant, place, fault);
  }

  found(invariant: string, { stream, position }: Place, what: string): void {
    this.of(invariant).broken += 1;
    if (this.findings.length >= this.mostShown) return;
    this.findings.push({ invariant, position: formatPosition(position), stream, what });
  }

  /** The log ends before it can be said. */
  open(invariant: string): void {
    this.of(invariant).open += 1;
  }

  private of(invariant: string): Count {
    const count = this.counts.get(invariant);
    if (!count) throw new Error(`Nobody has named the invariant ${invariant}`);
    return count;
  }
}
