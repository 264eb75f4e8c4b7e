import { v5 as uuid } from 'uuid';
import type { Actor } from '../shared/kernel/actor';
import { secondsAfter, type Instant } from '../shared/kernel/time';

/** One command, ready to be sent. */
export interface Step {
  /** Its own within the trip, where the same command is sent twice. */
  readonly name: string;
  /** As in the path; `request` for the trip itself. */
  readonly command: string;
  readonly at: Instant;
  /** Whom the system acts for; null for the system itself. */
  readonly actor: Actor | null;
  readonly body: object;
  readonly idempotencyKey: string;
}

/** Names the replay's keys apart from everybody else's UUIDv5s. */
const KEYS = '5d0f3f0a-30a4-5b6e-8f5c-9a1d6c1f7b52';

/** A trip's commands as they are thought up, one after the other on the trip's own clock. */
export class Script {
  readonly steps: Step[] = [];
  private seconds = 0;

  constructor(
    readonly tripId: string,
    private readonly startsAt: Instant,
  ) {}

  get now(): Instant {
    return secondsAfter(this.startsAt, this.seconds);
  }

  /** To the whole second, as the source's own times are. */
  wait(seconds: number): this {
    this.seconds += Math.max(0, Math.round(seconds));
    return this;
  }

  add(actor: Actor | null, command: string, body: object, name = command): void {
    const idempotencyKey = uuid(`${this.tripId}/${name}`, KEYS);
    this.steps.push({ name, command, at: this.now, actor, body, idempotencyKey });
  }
}
