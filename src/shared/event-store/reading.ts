import type { EventMetadata } from '../events/event';
import type { Merger, PlaceInRun, UpcasterChain } from '../events/upcast';
import type { PersonalData } from '../personal/personal-data';
import { LogEntry, type Run, type StoredEvent } from './log-entry';

/** Reads at most `count` events of a stream from a revision on, as they are stored. */
export type ReadStored = (
  stream: string,
  from: bigint,
  count: number,
) => Promise<readonly StoredEvent[]>;

/**
 * One reading of the log, or of a stream, from anywhere on and in batches of any size: what an entry means never depends
 * on either. The neighbours of a run are one append, so they are in the store as soon as the first of them can be read;
 * what a reading has not at hand it looks up, and never waits for.
 */
export class Reading {
  private before: readonly StoredEvent[] = [];

  constructor(
    private readonly chain: UpcasterChain,
    private readonly personal: Pick<PersonalData, 'open'>,
    private readonly readStored: ReadStored,
  ) {}

  async entries(written: readonly StoredEvent[]): Promise<readonly LogEntry[]> {
    const batch = await this.personal.open(written);
    const { longestRun } = this.chain;
    if (longestRun === 1) return batch.map((stored) => new LogEntry(stored, this.chain));
    const atHand = [...this.before, ...batch];
    const skipped = this.before.length;
    this.before = atHand.slice(1 - longestRun);
    const entries: LogEntry[] = [];
    for (const [index, stored] of batch.entries()) {
      const place = this.chain.placeInRun(stored);
      const run =
        place && (await this.runOf(stored, place, around(atHand, skipped + index, place)));
      entries.push(new LogEntry(stored, this.chain, run));
    }
    return entries;
  }

  /** Undefined when it stands without the neighbours that would make it a run. */
  private async runOf(
    stored: StoredEvent,
    { merger, index }: PlaceInRun,
    atHand: readonly StoredEvent[],
  ): Promise<Run | undefined> {
    const first = stored.revision - BigInt(index);
    const count = merger.from.length;
    const isInPlace = (event: StoredEvent) => this.isInPlace(event, stored, merger, first);
    const near = atHand.filter(({ stream, revision }) => {
      return stream === stored.stream && revision >= first && revision < first + BigInt(count);
    });
    if (first < 0n || !near.every(isInPlace)) return undefined;
    if (near.length === count) return { merger, events: near };
    const events = await this.personal.open(await this.readStored(stored.stream, first, count));
    return events.length === count && events.every(isInPlace) ? { merger, events } : undefined;
  }

  private isInPlace(
    event: StoredEvent,
    { metadata }: StoredEvent,
    merger: Merger,
    first: bigint,
  ): boolean {
    const place = this.chain.placeInRun(event);
    if (place?.merger !== merger || event.revision !== first + BigInt(place.index)) return false;
    const commandId = commandIdIn(metadata);
    return commandId !== undefined && commandIdIn(event.metadata) === commandId;
  }
}

/** As many on either side as may belong to its run, if the log holds them in one piece. */
function around(
  atHand: readonly StoredEvent[],
  at: number,
  { merger, index }: PlaceInRun,
): readonly StoredEvent[] {
  const from = at - index;
  return atHand.slice(Math.max(0, from), from + merger.from.length);
}

/** Other writers of the same log may know nothing of our metadata. */
function commandIdIn(metadata: Partial<EventMetadata> | undefined): string | undefined {
  return metadata?.commandId;
}
