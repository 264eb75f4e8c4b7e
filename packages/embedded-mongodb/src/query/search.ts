import { documentValue, toDoc, type Doc } from '../bson/convert';
import type { RawValue } from '../bson/raw';
import type { Collection } from '../storage/collection';
import type { IndexField } from '../storage/index-keys';
import type { Store } from '../storage/store';
import { Candidates, keysWithin, type Candidate } from './candidates';
import { namedId } from './conditions';
import { Matcher } from './matcher';
import { planQuery, type Plan } from './planner';

/** The document of one `_id`: equal keys are equal values, there is nothing left to test. */
export function lookUp(collection: Collection, id: RawValue): Candidate[] {
  return withKey(collection, collection.idKey(id));
}

function withKey(collection: Collection, idKey: Buffer): Candidate[] {
  collection.primary.reads++;
  const document = collection.get(idKey);
  return document ? [{ idKey, document }] : [];
}

/** Everything that is needed to look for documents in one collection. */
export class Search {
  private readonly id: RawValue | undefined;
  private compiled: Matcher | undefined;
  private planned: Plan | undefined;

  /** Throws MongoError, or mingo's own error, when the filter is not one. */
  constructor(
    private readonly store: Store,
    private readonly collection: Collection,
    private readonly filter: Buffer,
    private readonly sort: readonly IndexField[] = [],
    private readonly variables: Doc = {},
  ) {
    this.id = namedId(documentValue(filter));
    if (!this.id) this.compiled = new Matcher(filter, variables);
  }

  get matcher(): Matcher {
    return (this.compiled ??= new Matcher(this.filter, this.variables));
  }

  get plan(): Plan {
    const { conditions } = this.matcher.shape;
    return (this.planned ??= planQuery(this.collection, conditions, this.sort, () =>
      toDoc(this.filter),
    ));
  }

  /** Whether what is found comes in the order asked for. */
  get isSorted(): boolean {
    return this.id !== undefined || this.plan.sorted;
  }

  /** Whether counting keys is counting documents. */
  get isCovered(): boolean {
    return !this.id && this.matcher.shape.exact && this.plan.bounded && this.plan.covered;
  }

  /** How many keys are within the plan's ranges. */
  countKeys(): number {
    const { index, ranges } = this.plan;
    index.reads++;
    return ranges.reduce((sum, range) => {
      const [from, to] = keysWithin(this.collection, index, range);
      return from.compare(to) < 0 ? sum + this.store.count(from, to) : sum;
    }, 0);
  }

  candidates(): Candidates {
    return new Candidates(this.store, this.collection, this.plan);
  }

  /** The matching documents where they are stored. */
  matches(): Iterable<Candidate> {
    if (this.id) return lookUp(this.collection, this.id);
    const { ids } = this.plan;
    return ids?.length === 1 ? this.tested(ids[0] as Buffer) : this.scanned();
  }

  private tested(idKey: Buffer): Candidate[] {
    return withKey(this.collection, idKey).filter(({ document }) => this.matcher.matches(document));
  }

  private *scanned(): Generator<Candidate, void, undefined> {
    for (const candidate of this.candidates().read()) {
      if (this.matcher.matches(candidate.document)) yield candidate;
    }
  }

  *documents(): Generator<Buffer, void, undefined> {
    for (const { document } of this.matches()) yield document;
  }
}
