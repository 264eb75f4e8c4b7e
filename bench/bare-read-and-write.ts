import type { Db, Document } from 'mongodb';
import { MOST_WRITING, WRITTEN_AT_ONCE } from '../src/read/engine/rebuild/bulk-writer';
import { bareReadAll } from './bare-read-all';
import type { ReadEngine } from './read-engine';

const COPY = 'bare_copy';

/**
 * Reads the whole log, as {@link bareReadAll}, and beside it reads the documents of these collections and writes each of
 * them anew, in batches like a rebuild's: what is left of one when nothing is upcast, folded or compared.
 */
export async function bareReadAndWrite(
  { urls, db }: ReadEngine,
  collections: readonly string[],
): Promise<number> {
  const [events] = await Promise.all([bareReadAll(urls.eventStoreUrl), copied(db, collections)]);
  await db.dropCollection(COPY);
  return events;
}

async function copied(db: Db, collections: readonly string[]): Promise<void> {
  const copy = await db.createCollection(COPY);
  const writing = new Set<Promise<unknown>>();
  for (const collection of collections) {
    const found = db.collection(collection).find({}).batchSize(WRITTEN_AT_ONCE);
    for (let first = await found.next(); first; first = await found.next()) {
      const batch = [first, ...found.readBufferedDocuments()].map((each) =>
        inCopy(each, collection),
      );
      while (writing.size >= MOST_WRITING) await Promise.race(writing);
      const sent = copy.insertMany(batch, { ordered: false }).finally(() => writing.delete(sent));
      writing.add(sent);
    }
  }
  await Promise.all(writing);
}

/** Read models have keys in common. */
const inCopy = (document: Document, collection: string): Document => ({
  ...document,
  _id: `${collection}/${String(document._id)}`,
});
