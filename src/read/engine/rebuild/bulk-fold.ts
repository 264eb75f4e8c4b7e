import type { Db } from 'mongodb';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { advancedBy, entriesAfter } from '../batch';
import { foldReadings, keysTouched, readingsOf, type Documents } from '../fold';
import type { Projection } from '../projection';
import type { Place } from '../projector';
import { BulkWriter, WRITTEN_AT_ONCE } from './bulk-writer';
import { Memory, type Share } from './memory';
import { SeenKeys } from './seen-keys';

/**
 * Folds a log into a build that nobody reads yet. A document stays in memory while events for it keep coming and leaves
 * when it has been quiet for the longest: most are written once, not once an event.
 */
export class BulkFold {
  /** The quietest first. */
  private readonly documents: Documents<object> = new Map();
  private readonly changed = new Set<string>();
  /** Of the documents in memory, those that are in the collection too. */
  private readonly stored = new Set<string>();
  private readonly writer: BulkWriter;
  private readonly held: Share;
  /** Those that have left memory. */
  private readonly left = new SeenKeys();
  /** An earlier run began the build: any document may be in the collection. */
  private readonly isGoneOnWith: boolean;

  constructor(
    db: Db,
    readonly projection: Projection<object>,
    private reached: Place,
    memory = new Memory(),
  ) {
    this.held = memory.share();
    this.writer = new BulkWriter(db.collection(reached.build.collection));
    this.isGoneOnWith = reached.build.position !== null;
  }

  /** How far the build has got, and what of it waits. */
  get place(): Place {
    return this.reached;
  }

  /** The parked events are in the database now. */
  parkedAreKept(): void {
    this.reached = { ...this.reached, parking: this.reached.parking.copy() };
  }

  /** @throws what an earlier write in the background threw; the build is then to be resumed from its checkpoint */
  async add(batch: readonly LogEntry[]): Promise<void> {
    const { build, parking } = this.reached;
    const fresh = entriesAfter(build, batch);
    if (fresh.length === 0) return;
    const readings = readingsOf(this.projection, fresh);
    const keys = keysTouched(readings);
    await this.recall(keys);
    for (const key of foldReadings(this.projection, this.documents, readings, parking)) {
      this.changed.add(key);
    }
    this.touch(keys);
    this.reached = { build: advancedBy(build, fresh), parking };
    await this.makeRoom();
  }

  /** Writes all that has changed since the last flush: the collection then holds what `place` says. */
  async flush(): Promise<void> {
    const keys = [...this.changed];
    while (keys.length > 0) await this.write(keys.splice(0, WRITTEN_AT_ONCE));
    await this.writer.done();
  }

  /** Last touched, last to leave. */
  private touch(keys: readonly string[]): void {
    for (const key of keys) {
      const document = this.documents.get(key);
      if (!document) continue;
      this.held.weight.sample(document);
      this.documents.delete(key);
      this.documents.set(key, document);
    }
  }

  private async makeRoom(): Promise<void> {
    const { documents, held } = this;
    for (held.documents = documents.size; held.excess > 0; held.documents = documents.size) {
      // Some more than need be, so that they leave in numbers.
      const atOnce = Math.max(held.excess, Math.ceil(documents.size / 4));
      const quiet = [...documents.keys()].slice(0, Math.min(atOnce, WRITTEN_AT_ONCE));
      await this.write(quiet.filter((key) => this.changed.has(key)));
      for (const key of quiet) {
        documents.delete(key);
        this.stored.delete(key);
        this.left.add(key);
      }
    }
  }

  private async write(keys: readonly string[]): Promise<void> {
    const documents = keys.flatMap((key) => this.documents.get(key) ?? []);
    await this.writer.send(documents, this.stored);
    for (const key of keys) {
      this.changed.delete(key);
      this.stored.add(key);
    }
  }

  private async recall(keys: readonly string[]): Promise<void> {
    const away = keys.filter((key) => !this.documents.has(key) && this.mayBeStored(key));
    if (away.length === 0) return;
    for (const document of await this.writer.recalled(away)) {
      this.documents.set(document._id, document);
      this.stored.add(document._id);
    }
  }

  private mayBeStored(key: string): boolean {
    return this.isGoneOnWith || this.left.mayHave(key);
  }
}
