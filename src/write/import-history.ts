import { LostRace, type EventStore } from '../shared/event-store/event-store';
import type { StoredEvent } from '../shared/event-store/log-entry';
import { chaptersOf, type Chapter, type ImportedLine, type RefusedLine } from './history-chapters';
import { recordedNow } from './historical-line';

export interface ImportSummary {
  readonly lines: number;
  readonly streams: number;
  /** Events appended now. */
  readonly appended: number;
  /** Events that an earlier import had appended. */
  readonly alreadyThere: number;
  readonly refusedLines: number;
  /** Good lines of streams that were left alone, because another line of theirs was refused. */
  readonly heldBack: number;
}

const AT_ONCE = 16;

/**
 * Appends events of the past in the shapes in which they were written, each stream's lines together or not at all.
 * Importing the same lines again appends nothing.
 * @param lines JSON, one event each; blank ones are passed over
 * @throws StoreUnavailable; importing again then goes on
 */
export async function importHistory(
  store: EventStore,
  lines: AsyncIterable<string>,
  onRefused: (refused: RefusedLine) => void = () => undefined,
): Promise<ImportSummary> {
  const history = new HistoryImport(store, onRefused);
  for await (const chapter of chaptersOf(lines)) await history.take(chapter);
  return history.end();
}

class HistoryImport {
  private readonly summary = {
    ...{ lines: 0, streams: 0, appended: 0, alreadyThere: 0, refusedLines: 0, heldBack: 0 },
  };
  private readonly running = new Map<string, Promise<void>>();
  private readonly refusedStreams = new Set<string>();
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly onRefused: (refused: RefusedLine) => void,
  ) {}

  async take(chapter: Chapter): Promise<void> {
    const { stream, good, refused } = chapter;
    // A stream that comes back later in the file must not overtake its own beginning.
    await this.running.get(stream);
    while (this.running.size >= AT_ONCE) await Promise.race(this.running.values());
    if (this.failure) throw this.failure.error;
    this.summary.streams += 1;
    this.summary.lines += good.length + refused.length;
    for (const line of refused) this.refuse(stream, line);
    if (this.refusedStreams.has(stream)) this.summary.heldBack += good.length;
    else this.running.set(stream, this.appendInBackground(chapter));
  }

  async end(): Promise<ImportSummary> {
    await Promise.all(this.running.values());
    if (this.failure) throw this.failure.error;
    return this.summary;
  }

  private async appendInBackground(chapter: Chapter): Promise<void> {
    try {
      await this.append(chapter);
    } catch (error) {
      if (error instanceof LostRace) this.refuseAll(chapter, 'the stream is being written to');
      else this.failure ??= { error };
    } finally {
      this.running.delete(chapter.stream);
    }
  }

  private async append(chapter: Chapter): Promise<void> {
    const { stream, good } = chapter;
    const past = await this.storedIn(stream);
    const known = new Set(past.map(({ id }) => id));
    const fresh = good.filter(({ event }) => !known.has(event.id));
    if (fresh.length > 0) {
      if (!goesOn(past, good.slice(0, -fresh.length), fresh)) {
        this.refuseAll(chapter, 'the stream holds other events already');
        return;
      }
      const events = fresh.map(({ event }) => recordedNow(event));
      await this.store.append(stream, past.at(-1)?.revision ?? 'no stream', events);
    }
    this.summary.appended += fresh.length;
    this.summary.alreadyThere += good.length - fresh.length;
  }

  /** As they were written: what was split, dropped or merged since is there all the same. */
  private async storedIn(stream: string): Promise<StoredEvent[]> {
    const past: StoredEvent[] = [];
    for await (const batch of this.store.readStreamInBatches(stream)) {
      past.push(...batch.map(({ stored }) => stored));
    }
    return past;
  }

  private refuseAll({ stream, good }: Chapter, reason: string): void {
    for (const { line } of good) this.refuse(stream, { line, reason });
  }

  private refuse(stream: string, refused: RefusedLine): void {
    this.refusedStreams.add(stream);
    this.summary.refusedLines += 1;
    this.onRefused(refused);
  }
}

/**
 * Whether the fresh lines are what comes next: after the very lines that were imported before, or, where none of these
 * were, after something that occurred no later.
 */
function goesOn(
  past: readonly StoredEvent[],
  before: readonly ImportedLine[],
  [first]: readonly ImportedLine[],
): boolean {
  const lastStored = past.at(-1);
  if (!lastStored || !first) return true;
  const lastBefore = before.at(-1);
  if (lastBefore) return lastBefore.event.id === lastStored.id;
  return lastStored.metadata.occurredAt <= first.event.metadata.occurredAt;
}
