import { MongoServerError, type Collection } from 'mongodb';
import type { Documents } from '../fold';
import { isGone, type Kept } from '../projection';
import type { Difference } from '../rebuild/allowed-differences';
import { canonical, differencesBetween } from '../rebuild/canonical';

/** Differences that are listed; all changed documents are counted. */
const MOST_LISTED = 1000;
const DUPLICATE_KEY = 11_000;

/** What was wrong and is right now. */
export interface Mended {
  readonly changed: number;
  /** Field by field, the documents as they were beside what they are now. */
  readonly differences: readonly Difference[];
}

/** What documents rightly were between two looks at the log, by the stamps that they had. */
export class States {
  private readonly byStamp = new Map<string, Map<string, Kept<object> | undefined>>();

  constructor(documents: Documents<object>, keys: Iterable<string>) {
    for (const key of keys) {
      this.byStamp.set(key, new Map());
      this.add(key, documents.get(key));
    }
  }

  get keys(): string[] {
    return [...this.byStamp.keys()];
  }

  add(key: string, state: Kept<object> | undefined): void {
    this.byStamp.get(key)?.set(state?._at ?? '', state);
  }

  /** What the found document should be, given its stamp; undefined when it should not have that stamp. */
  of(
    key: string,
    found: Kept<object> | undefined,
  ): { readonly state: Kept<object> | undefined } | undefined {
    const states = this.byStamp.get(key);
    const stamp = found?._at ?? '';
    return states?.has(stamp) ? { state: states.get(stamp) } : undefined;
  }
}

/** Puts documents right, each only over the state that it was seen in. */
export class Mending {
  private readonly changed = new Set<string>();
  private readonly differences: Difference[] = [];

  constructor(readonly collection: Collection<Kept<object>>) {}

  get done(): Mended {
    return { changed: this.changed.size, differences: this.differences };
  }

  /**
   * Answers with what was as it should be. All else is now, or somebody wrote it meanwhile: look again.
   * @param right what the documents are now, or will be in a moment
   */
  async putRight(
    found: Documents<object>,
    states: States,
    right: Documents<object>,
  ): Promise<string[]> {
    const unharmed: string[] = [];
    for (const key of states.keys) {
      const [before, expected] = [found.get(key), states.of(key, found.get(key))];
      if (expected && canonical(before) === canonical(expected.state)) unharmed.push(key);
      else if (await this.replace(key, before, right.get(key))) {
        this.note(key, before, expected ? expected.state : right.get(key));
      }
    }
    return unharmed;
  }

  private async replace(
    key: string,
    found: Kept<object> | undefined,
    right: Kept<object> | undefined,
  ): Promise<boolean> {
    if (!found) return right !== undefined && (await this.insert(right));
    const { _at } = found;
    // The log never made such a document: not even a tombstone has a reason to be there.
    if (!right) return (await this.collection.deleteOne({ _id: key, _at })).deletedCount > 0;
    // Whatever became of it meanwhile, unless that is newer than what it is replaced by.
    const notNewer = { _id: key, $or: [{ _at }, { _at: { $lte: right._at } }] };
    return (await this.collection.replaceOne(notNewer, right)).matchedCount > 0;
  }

  private async insert(right: Kept<object>): Promise<boolean> {
    try {
      await this.collection.insertOne(right);
      return true;
    } catch (error) {
      if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
      return false;
    }
  }

  private note(
    key: string,
    found: Kept<object> | undefined,
    right: Kept<object> | undefined,
  ): void {
    // What was wrong once may come again from a batch that had it in hand: it is the same mistake.
    if (this.changed.has(key)) return;
    this.changed.add(key);
    const room = MOST_LISTED - this.differences.length;
    const differences = differencesBetween(key, present(found), present(right));
    this.differences.push(...differences.slice(0, room));
  }
}

/** Nobody misses a tombstone. */
function present(kept: Kept<object> | undefined): object | undefined {
  return kept && !isGone(kept) ? kept : undefined;
}
