import { MongoBulkWriteError, type Collection, type WriteError } from 'mongodb';
import type { Documents } from '../fold';
import type { Kept } from '../projection';
import { loadDocuments } from '../projector';

export const WRITTEN_AT_ONCE = 1000;
/** Batches on their way at once, so that the server writes one while the next is put into bytes. */
export const MOST_WRITING = 4;
const DUPLICATE_KEY = 11_000;

type Document = Kept<object>;

/** Writes documents in the background, a bounded number of batches at once, never two of the same document. */
export class BulkWriter {
  /** On their way to the collection; read from here until they are there. */
  private readonly leaving: Documents<object> = new Map();
  private readonly writing = new Set<Promise<void>>();
  /** The first one; everything after it says so, since what was lost with it is in nobody's memory any more. */
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly collection: Collection<Document>) {}

  /**
   * Sends documents off; waits only while too many are on their way.
   * @param stored keys that are known to be in the collection
   * @throws what this or an earlier batch failed with
   */
  async send(documents: readonly Document[], stored: ReadonlySet<string>): Promise<void> {
    // An older state of the same document must not overtake, nor be overtaken.
    if (documents.some(({ _id }) => this.leaving.has(_id))) await this.done();
    while (this.writing.size >= MOST_WRITING) await Promise.race(this.writing);
    this.throwFailure();
    if (documents.length === 0) return;
    for (const document of documents) this.leaving.set(document._id, document);
    const known = documents.filter(({ _id }) => stored.has(_id));
    const unknown = documents.filter(({ _id }) => !stored.has(_id));
    const sent: Promise<void> = this.written(unknown, known)
      .then(() => this.arrived(documents))
      .catch((error: unknown) => void (this.failure ??= { error }))
      .finally(() => this.writing.delete(sent));
    this.writing.add(sent);
  }

  /** Waits for all that is on its way. @throws what a batch failed with */
  async done(): Promise<void> {
    await Promise.all(this.writing);
    this.throwFailure();
  }

  /** Those of the keys that have a document, from what is on its way or from the collection. */
  async recalled(keys: readonly string[]): Promise<Document[]> {
    this.throwFailure();
    const [near, far] = [[] as Document[], [] as string[]];
    for (const key of keys) {
      const document = this.leaving.get(key);
      if (document) near.push(document);
      else far.push(key);
    }
    return [...near, ...(await loadDocuments(this.collection, far)).values()];
  }

  private arrived(documents: readonly Document[]): void {
    for (const each of documents) {
      if (this.leaving.get(each._id) === each) this.leaving.delete(each._id);
    }
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }

  private async written(unknown: readonly Document[], known: readonly Document[]): Promise<void> {
    if (unknown.length > 0) await this.insert(unknown);
    if (known.length > 0) await this.replace(known);
  }

  private async insert(documents: readonly Document[]): Promise<void> {
    try {
      await this.collection.insertMany([...documents], { ordered: false });
    } catch (error) {
      if (!isOnlyDuplicates(error)) throw error;
      await this.replace(documents);
    }
  }

  /** A rebuild that was taken for dead and wakes up cannot put back what is newer. */
  private async replace(documents: readonly Document[]): Promise<void> {
    const operations = documents.map((document) => ({
      replaceOne: {
        filter: { _id: document._id, _at: { $lt: document._at } },
        replacement: document,
      },
    }));
    await this.collection.bulkWrite(operations, { ordered: false });
  }
}

/** The run before this one had written them; any other error of the batch would be hidden behind the first. */
function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false;
  const errors = ([] as WriteError[]).concat(error.writeErrors as WriteError | WriteError[]);
  return errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY);
}
