import { ProblemException } from '../../shared/http/problem';
import type { DriverId } from '../../shared/kernel/ids';
import type { DropReason, Point } from './judge';
import type { Recorder } from './recorder';
import { SlidingWindow } from './sliding-window';
import type { Whereabouts } from './whereabouts';

/** What a driver's device is told. */
export interface PingsTaken {
  readonly accepted: number;
  readonly dropped: readonly { readonly reason: DropReason; readonly points: number }[];
}

/** A device sends every four seconds; what it held back comes in larger batches, not in more of them. */
const MOST_CALLS = 60;
const WINDOW_MS = 20_000;

export interface PingDoorParts {
  readonly whereabouts: Whereabouts;
  readonly recorder: Recorder;
  /** Whether a driver was erased: of them nothing is taken any more. */
  readonly isErased: (driverId: DriverId) => boolean;
  readonly now: () => number;
}

/** Where pings come in, whichever way they were sent. */
export class PingDoor {
  private readonly limit = new SlidingWindow(MOST_CALLS, WINDOW_MS);
  /** Points, by what became of them. */
  readonly counts = new Map<DropReason | 'ACCEPTED', number>();

  constructor(private readonly parts: PingDoorParts) {}

  /** @throws ProblemException TOO_MANY_PINGS (429), SUBJECT_ERASED (403) */
  take(driverId: DriverId, points: readonly Point[]): PingsTaken {
    const { whereabouts, recorder, isErased, now } = this.parts;
    if (isErased(driverId)) throw erased();
    const retryAfterS = this.limit.take(driverId, now());
    if (retryAfterS > 0) throw tooMany(retryAfterS);
    const taken = whereabouts.take(driverId, points);
    recorder.note(driverId, taken);
    this.count('ACCEPTED', taken.accepted);
    const dropped = [...taken.dropped].map(([reason, count]) => ({ reason, points: count }));
    for (const each of dropped) this.count(each.reason, each.points);
    return { accepted: taken.accepted, dropped };
  }

  private count(outcome: DropReason | 'ACCEPTED', points: number): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + points);
  }
}

function tooMany(retryAfterS: number): ProblemException {
  const detail = `More than ${MOST_CALLS} times in ${WINDOW_MS / 1000} s: send more points at once`;
  return new ProblemException({ status: 429, code: 'TOO_MANY_PINGS', detail, retryAfterS });
}

function erased(): ProblemException {
  const detail = 'This driver was erased; nothing about them is kept any more';
  return new ProblemException({ status: 403, code: 'SUBJECT_ERASED', detail });
}
