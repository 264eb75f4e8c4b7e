import { Injectable } from '@nestjs/common';
import { EventStore } from '../../../shared/event-store/event-store';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { parsePosition } from '../../../shared/kernel/log-position';
import { advancedBy, entriesAfter } from '../batch';
import { DeadLetters } from '../dead-letters/dead-letters';
import { foldReadings, readingsOf, type Documents, type Reading } from '../fold';
import type { Kept, Projection } from '../projection';
import type { Place } from '../projector';
import { emptyBuild, ReadModels } from '../read-models';

type Wanted = (key: string) => boolean;

/** Behind every position. */
export const LOG_END = '~';

/** What happens while documents are folded again. */
interface Told {
  /** After each batch. */
  readonly report?: (place: Place) => void;
  /** After each entry of the log, for each document that it changed. */
  readonly changed?: (key: string, document: Kept<object> | undefined) => void;
}

/** Folds the log again, in memory, for chosen documents only: what a read model should hold, from nothing but the log. */
@Injectable()
export class Refold {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly deadLetters: DeadLetters,
  ) {}

  /**
   * The wanted documents as the log has them at `upTo`, tombstones among them; a key without an entry never had one. Memory
   * grows with the documents that are wanted and not with the log.
   * @param upTo the position to fold up to, that event included
   * @throws TooManyDeadLetters, StoreUnavailable
   */
  async documents(
    projection: Projection<object>,
    wanted: Wanted,
    upTo: string,
  ): Promise<Map<string, Kept<object>>> {
    const refolded = await this.begin(projection, wanted);
    await refolded.to(upTo);
    return refolded.documents;
  }

  /**
   * The same in steps: to one position, and later on to another. What waits for a dead letter of the live build waits here
   * too, whether or not it would fail again: such documents stand where the live ones stand.
   */
  async begin(projection: Projection<object>, wanted: Wanted): Promise<Refolded> {
    const live = (await this.readModels.find(projection.name))?.live;
    const build = emptyBuild(projection, live?.collection ?? '');
    const parking = await this.deadLetters.parkingOf(projection.name, build);
    return new Refolded(this.store, projection, wanted, { build, parking });
  }
}

/** Chosen documents, as far as the log has been folded for them. */
export class Refolded {
  readonly documents: Documents<object> = new Map();

  constructor(
    private readonly store: EventStore,
    private readonly projection: Projection<object>,
    private readonly wanted: Wanted,
    private reached: Place,
  ) {}

  get place(): Place {
    return this.reached;
  }

  /**
   * Folds on; nothing happens when that position was passed already.
   * @param upTo a position, or the log's end: {@link LOG_END}
   * @throws TooManyDeadLetters, StoreUnavailable
   */
  async to(upTo: string, told: Told = {}): Promise<void> {
    if (upTo <= this.position) return;
    for await (const batch of this.store.readAll(parsePosition(this.position))) {
      const due = entriesAfter(this.place.build, batch).filter(({ at }) => at <= upTo);
      this.fold(due, told);
      if (due.length > 0) told.report?.(this.place);
      if (batch.some(({ at }) => at >= upTo)) return;
    }
  }

  private get position(): string {
    return this.place.build.position ?? '';
  }

  private fold(entries: readonly LogEntry[], { changed }: Told): void {
    const { build, parking } = this.place;
    for (const reading of readingsOf(this.projection, entries)) {
      const wanted = [this.ofWanted(reading)];
      for (const key of foldReadings(this.projection, this.documents, wanted, parking)) {
        changed?.(key, this.documents.get(key));
      }
    }
    this.reached = { build: advancedBy(build, entries), parking };
  }

  private ofWanted({ touches, ...reading }: Reading): Reading {
    const wanted = touches.map(({ event, keys }) => ({ event, keys: keys.filter(this.wanted) }));
    return { ...reading, touches: wanted };
  }
}
