import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable, type EventStore } from '../../../shared/event-store/event-store';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { parsePosition } from '../../../shared/kernel/log-position';

/** Those who come within so long of the first begin together. */
const GATHERED_MS = 50;
/** A batch of so many is what is left of a backlog: then nobody rests. */
const BACKLOG = 200;
const LONGEST_REST_MS = 100;

type Take = (batch: readonly LogEntry[]) => Promise<void>;

interface Member {
  readonly position: string;
  readonly take: Take;
  leave(this: void, why: 'behind' | 'aborted' | Error): void;
}

/**
 * One subscription to the log for everybody who is level with it: each batch is read and upcast once. The next is asked
 * for when all have taken the one before, so that the slowest holds back the server and not this process's memory.
 */
export class SharedFeed {
  private readonly members = new Set<Member>();
  /** The end of the last batch that was handed out. */
  private reached = '';
  private running: Promise<void> | undefined;
  private stopping = new AbortController();

  constructor(private readonly store: EventStore) {}

  /**
   * Hands over every batch from `position` on, one after the other, until `signal` aborts. Answers with `behind` when the
   * feed has passed the position: catch up alone, and ask again.
   * @throws what `take` throws; StoreUnavailable when the subscription ends
   */
  follow(position: string | null, take: Take, signal: AbortSignal): Promise<'behind' | 'aborted'> {
    const from = position ?? '';
    if (signal.aborted) return Promise.resolve('aborted');
    if (this.running && (from < this.reached || this.stopping.signal.aborted)) {
      return Promise.resolve('behind');
    }
    return new Promise((resolve, reject) => {
      const abort = () => member.leave('aborted');
      const member: Member = {
        ...{ position: from, take },
        leave: (why) => {
          signal.removeEventListener('abort', abort);
          if (!this.members.delete(member)) return;
          if (this.members.size === 0) this.stopping.abort();
          if (why instanceof Error) reject(why);
          else resolve(why);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      this.members.add(member);
      this.running ??= this.run().finally(() => (this.running = undefined));
    });
  }

  /** Lets everybody go, for a subscription that has gone silent to be opened anew. */
  breakOff(why: Error): void {
    for (const member of this.members) member.leave(why);
  }

  private async run(): Promise<void> {
    this.stopping = new AbortController();
    this.reached = '';
    const { signal } = this.stopping;
    await pause(GATHERED_MS, undefined, { signal }).catch(() => undefined);
    this.reached = [...this.members].reduce(
      (max, { position }) => (position > max ? position : max),
      '',
    );
    for (const member of this.members) if (member.position < this.reached) member.leave('behind');
    try {
      for await (const batch of this.store.subscribeToAll(parsePosition(this.reached), signal)) {
        const began = performance.now();
        await this.handOut(batch);
        if (batch.length < BACKLOG) await rested(performance.now() - began, signal);
      }
      this.breakOff(new StoreUnavailable('The subscription ended'));
    } catch (error) {
      this.breakOff(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private async handOut(batch: readonly LogEntry[]): Promise<void> {
    const last = batch.at(-1);
    if (last) this.reached = last.at;
    const taking = [...this.members].map((member) =>
      member.take(batch).catch((error: unknown) => {
        member.leave(error instanceof Error ? error : new Error(String(error)));
      }),
    );
    await Promise.all(taking);
  }
}

/**
 * As long as the batch has taken: a batch costs each read model the same requests, however little is in it, and whoever
 * took one event after the other would spend on them all the time that there is.
 */
async function rested(tookMs: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(LONGEST_REST_MS, tookMs);
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
