import { Injectable } from '@nestjs/common';
import { Db, MongoBulkWriteError, type AnyBulkWriteOperation, type Collection } from 'mongodb';
import type { RecordedTripEvent } from '../../shared/events/trip.events';
import { foldInto, keysTouched, type Documents } from './fold';
import type { Projection, Stamped } from './projection';

const DUPLICATE_KEY = 11_000;
const TRIES = 10;

/** The one writer of read models: load what a batch touches, fold in memory, write each document once. */
@Injectable()
export class Projector {
  constructor(private readonly db: Db) {}

  /**
   * Makes the collection reflect these events, in the order of the log. Every write is guarded by the position that the
   * document was loaded at: whoever writes the same documents at the same time, no event counts twice and none is lost.
   */
  async apply<D extends object>(
    projection: Projection<D>,
    collectionName: string,
    events: readonly RecordedTripEvent[],
  ): Promise<void> {
    const collection = this.db.collection<Stamped<object>>(collectionName);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const loaded = await this.load(collection, keysTouched(projection, events));
      const documents = new Map(loaded) as Documents<D>;
      const changed = foldInto(projection, documents, events);
      if (await written(collection, loaded, documents, changed)) return;
    }
    throw new Error(`${collectionName} is written by others all the time`);
  }

  private async load(
    collection: Collection<Stamped<object>>,
    keys: readonly string[],
  ): Promise<Documents<object>> {
    if (keys.length === 0) return new Map();
    const found = await collection.find({ _id: { $in: keys } }).toArray();
    return new Map(found.map((document) => [document._id, document]));
  }
}

/** False when somebody else has written one of the documents since it was loaded. */
async function written<D extends object>(
  collection: Collection<Stamped<object>>,
  loaded: Documents<object>,
  documents: Documents<D>,
  changed: ReadonlySet<string>,
): Promise<boolean> {
  if (changed.size === 0) return true;
  let replaced = 0;
  const operations = [...changed].map((key): AnyBulkWriteOperation<Stamped<object>> => {
    const document = documents.get(key) as Stamped<object>;
    const before = loaded.get(key);
    if (!before) return { insertOne: { document } };
    replaced += 1;
    return { replaceOne: { filter: { _id: key, _at: before._at }, replacement: document } };
  });
  try {
    const result = await collection.bulkWrite(operations, { ordered: false });
    return result.matchedCount === replaced;
  } catch (error) {
    if (error instanceof MongoBulkWriteError && error.code === DUPLICATE_KEY) return false;
    throw error;
  }
}
