import { EventStore } from '../shared/event-store/event-store';
import type { LogEntry } from '../shared/event-store/log-entry';
import type { EventMetadata } from '../shared/events/event';
import type { EngineEventOf } from '../shared/events/process.events';
import { parsePosition } from '../shared/kernel/log-position';

/** A reader who is so far behind keeps riders waiting; one who comes back to the lower bound does not. Seconds. */
const LATE = { fromS: 10, untilS: 5 } as const;
const LOOKED_EVERY_MS = 1000;

/** One who follows the log, in whichever process, as everybody can see it who reads there how far they have come. */
export class LateReader {
  private latest: { readonly behindS: Promise<number | null>; readonly atMs: number } | undefined;
  private late = false;

  constructor(
    private readonly store: EventStore,
    private readonly now: () => number,
    /** The stream of places, and the reader's name among them. */
    private readonly where: { readonly stream: string; readonly name: string },
  ) {}

  /**
   * How long the first fact waits that the reader has not done with, in seconds, as of the last second; null of one who never
   * began. One look serves all who ask meanwhile.
   * @throws StoreUnavailable
   */
  behindS(): Promise<number | null> {
    const nowMs = this.now();
    if (!this.latest || nowMs - this.latest.atMs >= LOOKED_EVERY_MS) {
      this.latest = { behindS: this.look(nowMs), atMs: nowMs };
    }
    return this.latest.behindS;
  }

  /** Whether too far behind: from the upper bound on, until it is back at the lower one. @throws StoreUnavailable */
  async isLate(): Promise<boolean> {
    const behindS = (await this.behindS()) ?? 0;
    this.late = behindS > (this.late ? LATE.untilS : LATE.fromS);
    return this.late;
  }

  private async look(nowMs: number): Promise<number | null> {
    const place = await this.place();
    if (place === undefined) return null;
    const entries: LogEntry[] = [];
    // The fact at the place itself, and the one behind it.
    for await (const batch of this.store.readAll(parsePosition(place), { atMost: 2 })) {
      entries.push(...batch);
    }
    const next = entries.find(({ at }) => at > place);
    return next ? secondsSince(next, nowMs) : 0;
  }

  private async place(): Promise<string | undefined> {
    const { stream, name } = this.where;
    const [kept] = (await this.store.readLast(stream)).events;
    return (kept?.data as PositionsKept | undefined)?.positions[name];
  }
}

type PositionsKept = EngineEventOf<'PositionsKept'>['data'];

/** Other writers of the same log may know nothing of our metadata. */
function secondsSince({ stored }: LogEntry, nowMs: number): number {
  const { recordedAt } = (stored.metadata as Partial<EventMetadata> | undefined) ?? {};
  return recordedAt === undefined ? 0 : Math.max(0, (nowMs - Date.parse(recordedAt)) / 1000);
}
