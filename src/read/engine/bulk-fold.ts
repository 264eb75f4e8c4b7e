import { Db, type Collection } from 'mongodb';
import type { RecordedTripEvent } from '../../shared/events/trip.events';
import { foldInto, keysTouched, type Documents } from './fold';
import type { Projection, Stamped } from './projection';

/** Documents held in memory before they are written out, so that a rebuild's memory does not grow with the log. */
const MOST_IN_MEMORY = 50_000;
const WRITTEN_AT_ONCE = 1000;
/** Batches on their way at once, so that the server writes one while the next is put into bytes. */
const WRITERS = 4;

/** Folds a whole log into a collection that nobody else writes: each document is written once, not once an event. */
export class BulkFold<D extends object> {
  private readonly collection: Collection<Stamped<object>>;
  private readonly documents: Documents<D> = new Map();
  private readonly changed = new Set<string>();
  /** From the first time that documents left memory, an unknown key may be in the collection. */
  private spilled = false;

  constructor(
    db: Db,
    private readonly projection: Projection<D>,
    collectionName: string,
    private readonly mostInMemory = MOST_IN_MEMORY,
  ) {
    this.collection = db.collection(collectionName);
  }

  async add(events: readonly RecordedTripEvent[]): Promise<void> {
    if (this.spilled) await this.recall(keysTouched(this.projection, events));
    for (const key of foldInto(this.projection, this.documents, events)) this.changed.add(key);
    if (this.documents.size < this.mostInMemory) return;
    await this.flush();
    this.documents.clear();
    this.spilled = true;
  }

  /** Writes what has changed since the last flush. */
  async flush(): Promise<void> {
    const keys = [...this.changed];
    const writer = async () => {
      while (keys.length > 0) await this.write(keys.splice(-WRITTEN_AT_ONCE));
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    this.changed.clear();
  }

  private async write(keys: readonly string[]): Promise<void> {
    const documents = keys.map((key) => this.documents.get(key) as Stamped<object>);
    if (!this.spilled) {
      await this.collection.insertMany(documents, { ordered: false });
      return;
    }
    const replacements = documents.map((document) => ({
      replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true },
    }));
    await this.collection.bulkWrite(replacements, { ordered: false });
  }

  private async recall(keys: readonly string[]): Promise<void> {
    const unknown = keys.filter((key) => !this.documents.has(key));
    if (unknown.length === 0) return;
    const found = this.collection.find({ _id: { $in: unknown } });
    for await (const document of found) this.documents.set(document._id, document as Stamped<D>);
  }
}
