import type { Doc } from '../bson/convert';
import type { Collection } from '../storage/collection';
import type { IndexField } from '../storage/index-keys';
import type { Store } from '../storage/store';
import type { Candidates } from './candidates';
import type { Matcher } from './matcher';
import type { Projection } from './projection';
import { Search } from './search';
import { sortDocuments } from './sort';

/** A result that is read piece by piece. */
export interface DocumentStream {
  /** Up to `count` documents, and about `bytes` bytes, of BSON. */
  take(count: number, bytes: number): Buffer[];
  readonly done: boolean;
}

export interface FindSpec {
  readonly filter: Buffer;
  readonly sort: readonly IndexField[];
  readonly skip: number;
  /** Infinity for all. */
  readonly limit: number;
  readonly projection: Projection;
  readonly variables?: Doc;
  /** What a sort may hold. */
  readonly sortBytes?: number;
}

/** A result that is already there. */
export class ListStream implements DocumentStream {
  private at = 0;

  constructor(
    private readonly documents: readonly Buffer[],
    private readonly projection?: Projection,
  ) {}

  get done(): boolean {
    return this.at >= this.documents.length;
  }

  take(count: number, bytes: number): Buffer[] {
    const taken: Buffer[] = [];
    for (let size = 0; taken.length < count && size < bytes && !this.done; this.at++) {
      const document = this.documents[this.at] as Buffer;
      const shown = this.projection ? this.projection(document) : document;
      if (taken.length > 0 && size + shown.length > bytes) break;
      size += shown.length;
      taken.push(shown);
    }
    return taken;
  }
}

class ScanStream implements DocumentStream {
  done = false;
  private skip: number;
  private left: number;
  private held: Buffer | undefined;

  constructor(
    private readonly candidates: Candidates,
    private readonly matcher: Matcher,
    private readonly spec: FindSpec,
  ) {
    this.skip = spec.skip;
    this.left = spec.limit;
  }

  take(count: number, bytes: number): Buffer[] {
    const taken: Buffer[] = [];
    let size = this.takeHeld(taken, count);
    if (taken.length >= count) return taken;
    for (const { document } of this.candidates.read()) {
      if (!this.wants(document)) continue;
      const shown = this.spec.projection(document);
      if (taken.length > 0 && size + shown.length > bytes) {
        this.held = shown;
        return taken;
      }
      taken.push(shown);
      size += shown.length;
      if (this.countDown() || taken.length >= count) return taken;
    }
    this.done = true;
    return taken;
  }

  private takeHeld(into: Buffer[], count: number): number {
    const { held } = this;
    if (!held || count === 0) return 0;
    this.held = undefined;
    into.push(held);
    this.countDown();
    return held.length;
  }

  private wants(document: Buffer): boolean {
    if (this.left === 0 || !this.matcher.matches(document)) return false;
    if (this.skip === 0) return true;
    this.skip--;
    return false;
  }

  private countDown(): boolean {
    this.left--;
    if (this.left === 0) this.done = true;
    return this.done;
  }
}

/** Runs a find. Results that an index cannot order are collected and sorted first. */
export function find(store: Store, collection: Collection, spec: FindSpec): DocumentStream {
  const search = new Search(store, collection, spec.filter, spec.sort, spec.variables);
  if (search.isSorted) return new ScanStream(search.candidates(), search.matcher, spec);
  const most = spec.skip + spec.limit;
  const found = search.documents();
  const sorted = sortDocuments(found, (document) => document, spec.sort, most, spec.sortBytes);
  return new ListStream(sorted.slice(spec.skip), spec.projection);
}

/** How many documents match. */
export function countMatches(
  store: Store,
  collection: Collection,
  filter: Buffer,
  variables: Doc = {},
): number {
  const search = new Search(store, collection, filter, [], variables);
  if (search.matcher.matchesAll) return collection.countAll();
  if (search.isCovered) return search.countKeys();
  let count = 0;
  for (const candidate of search.matches()) if (candidate.document.length > 0) count++;
  return count;
}
