import { Injectable } from '@nestjs/common';
import {
  Db,
  MongoBulkWriteError,
  type AnyBulkWriteOperation,
  type ClientSession,
  type Collection,
} from 'mongodb';
import type { LogEntry } from '../../shared/event-store/log-entry';
import type { Lease } from '../../shared/mongo/leases';
import { inProjectionSpan } from '../../shared/telemetry/spans';
import { advancedBy, entriesAfter } from './batch';
import { DeadLetters } from './dead-letters/dead-letters';
import type { Parking } from './dead-letters/parking';
import { foldReadings, keysTouched, readingsOf, type Documents, type Reading } from './fold';
import type { Kept, Projection } from './projection';
import type { Build } from './read-models';

const DUPLICATE_KEY = 11_000;
const TRIES = 5;

/** A build with what of it waits. */
export interface Place {
  readonly build: Build;
  readonly parking: Parking;
}

/** Writes that the build has moved on, in the batch's own transaction if it has one. @throws Superseded */
export type Checkpoint = (from: Build, to: Build, session?: ClientSession) => Promise<void>;

/** The one writer of read models: load what a batch touches, fold in memory, write each document once. */
@Injectable()
export class Projector {
  constructor(
    private readonly db: Db,
    private readonly deadLetters: DeadLetters,
  ) {}

  /**
   * Makes the build reflect these entries, in the order of the log.
   * @throws LeaseLost, Superseded: nothing was written
   */
  async advance(
    projection: Projection<object>,
    { build, parking }: Place,
    entries: readonly LogEntry[],
    lease: Lease,
    checkpoint: Checkpoint,
  ): Promise<Place> {
    const fresh = entriesAfter(build, entries);
    if (fresh.length === 0) return { build, parking };
    const reached = advancedBy(build, fresh);
    const readings = readingsOf(projection, fresh);
    // A place that is true whoever writes it needs no transaction, which would be two more requests. Most batches say
    // nothing to most read models.
    if (readings.length === 0) {
      await checkpoint(build, reached);
      return { build: reached, parking };
    }
    const after = await inProjectionSpan(projection.name, fresh, () =>
      this.write(projection, { build, parking }, readings, lease, (session) =>
        checkpoint(build, reached, session),
      ),
    );
    return { build: reached, parking: after };
  }

  /**
   * Folds entries into a build's documents. The documents, what of them was parked, and what `also` writes become true in
   * one transaction that only the lease's holder can commit; every write is guarded by the stamp that its document was
   * loaded with.
   * @throws LeaseLost, and what `also` throws: nothing was written
   */
  fold(
    projection: Projection<object>,
    place: Place,
    entries: readonly LogEntry[],
    lease: Lease,
    also: (session: ClientSession) => Promise<void>,
  ): Promise<Parking> {
    return inProjectionSpan(projection.name, entries, () =>
      this.write(projection, place, readingsOf(projection, entries), lease, also),
    );
  }

  private async write(
    projection: Projection<object>,
    { build, parking }: Place,
    readings: readonly Reading[],
    lease: Lease,
    also: (session: ClientSession) => Promise<void>,
  ): Promise<Parking> {
    const collection = this.db.collection<Kept<object>>(build.collection);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const loaded = await loadDocuments(collection, keysTouched(readings));
      const documents = new Map(loaded);
      const after = parking.copy();
      const changed = foldReadings(projection, documents, readings, after);
      try {
        await lease.transaction(async (session) => {
          await replace(collection, loaded, documents, changed, session);
          await also(session);
          await this.deadLetters.add(projection.name, build, after.added, session);
        });
        return after;
      } catch (error) {
        if (!(error instanceof WrittenByOthers)) throw error;
      }
    }
    throw new WrittenByOthers(build.collection);
  }
}

/** Somebody has written one of the documents since it was loaded: load and fold again. */
class WrittenByOthers extends Error {
  constructor(collection: string) {
    super(`${collection} is written by others all the time`);
  }
}

export async function loadDocuments(
  collection: Collection<Kept<object>>,
  keys: readonly string[],
): Promise<Documents<object>> {
  if (keys.length === 0) return new Map();
  const found = await collection.find({ _id: { $in: keys } }).toArray();
  return new Map(found.map((document) => [document._id, document]));
}

/** @throws WrittenByOthers when a document is no longer as it was loaded */
async function replace(
  collection: Collection<Kept<object>>,
  loaded: Documents<object>,
  documents: Documents<object>,
  changed: ReadonlySet<string>,
  session: ClientSession,
): Promise<void> {
  if (changed.size === 0) return;
  let replaced = 0;
  const operations = [...changed].map((key): AnyBulkWriteOperation<Kept<object>> => {
    const document = documents.get(key) as Kept<object>;
    const before = loaded.get(key);
    if (!before) return { insertOne: { document } };
    replaced += 1;
    return { replaceOne: { filter: { _id: key, _at: before._at }, replacement: document } };
  });
  try {
    const { matchedCount } = await collection.bulkWrite(operations, { ordered: false, session });
    if (matchedCount !== replaced) throw new WrittenByOthers(collection.collectionName);
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || error.code !== DUPLICATE_KEY) throw error;
    throw new WrittenByOthers(collection.collectionName);
  }
}
