import { checkTime } from '../deadline';
import type { Collection } from '../storage/collection';
import { DOCUMENTS, entriesRange, entryKey, orderKeyOf } from '../storage/keys';
import type { Index } from '../storage/index-state';
import type { Entry } from '../storage/entry';
import type { Store } from '../storage/store';
import type { Plan } from './planner';

export interface Candidate {
  readonly idKey: Buffer;
  readonly document: Buffer;
}

const END = Buffer.from([0]);

/** A range of an index, as it lies among all entries. */
export function keysWithin(
  collection: Collection,
  { id }: Index,
  [low, high]: [Buffer, Buffer],
): [Buffer, Buffer] {
  const [first, last] = entriesRange(collection.id, id);
  return [
    low.length === 0 ? first : entryKey(collection.id, id, low),
    isOpen(high) ? last : entryKey(collection.id, id, high),
  ];
}

/**
 * Reads the candidates of a plan. It can be left and taken up again where it was, also after other writes:
 * between two visits no transaction stays open.
 */
export class Candidates {
  keysExamined = 0;
  docsExamined = 0;
  private range = 0;
  private nextId = 0;
  private resumeAt: Buffer | undefined;
  /** With multikey indexes, and with several ranges, the same document may turn up again. */
  private readonly seen: Set<string> | undefined;

  constructor(
    private readonly store: Store,
    private readonly collection: Collection,
    private readonly plan: Plan,
  ) {
    plan.index.reads++;
    if (plan.index.multikey.includes(true)) this.seen = new Set();
  }

  read(): Generator<Candidate, void, undefined> {
    return this.plan.ids ? this.lookUp(this.plan.ids) : this.scan();
  }

  private *lookUp(ids: readonly Buffer[]): Generator<Candidate, void, undefined> {
    while (this.nextId < ids.length) {
      const idKey = ids[this.nextId++] as Buffer;
      checkTime();
      this.keysExamined++;
      const document = this.collection.get(idKey);
      if (!document) continue;
      this.docsExamined++;
      yield { idKey, document };
    }
  }

  private *scan(): Generator<Candidate, void, undefined> {
    for (; this.range < this.plan.ranges.length; this.range++, this.resumeAt = undefined) {
      const [from, to] = this.bounds(this.plan.ranges[this.range] as [Buffer, Buffer]);
      for (const entry of this.store.range(from, to, this.plan.reverse)) {
        this.resumeAt = entry.key;
        checkTime();
        const candidate = this.candidate(entry);
        if (candidate) yield candidate;
      }
    }
  }

  private bounds(range: [Buffer, Buffer]): [Buffer, Buffer] {
    const [from, to] = keysWithin(this.collection, this.plan.index, range);
    if (!this.resumeAt) return [from, to];
    return this.plan.reverse ? [from, this.resumeAt] : [Buffer.concat([this.resumeAt, END]), to];
  }

  private candidate({ key, value }: Entry): Candidate | undefined {
    if (this.plan.index.id === DOCUMENTS) {
      if (this.plan.bounded) this.keysExamined++;
      this.docsExamined++;
      return { idKey: orderKeyOf(key), document: value };
    }
    this.keysExamined++;
    if (this.isRepeated(value)) return undefined;
    this.docsExamined++;
    const document = this.collection.get(value);
    return document && { idKey: value, document };
  }

  private isRepeated(idKey: Buffer): boolean {
    if (!this.seen) return false;
    const id = idKey.toString('latin1');
    if (this.seen.has(id)) return true;
    this.seen.add(id);
    return false;
  }
}

function isOpen(boundary: Buffer): boolean {
  return boundary.every((byte) => byte === 0xff);
}
