import { compoundOrderKey } from '../bson/order-key';
import { documentValue, toTypedValue, type Doc } from '../bson/convert';
import { rawField, rawSlice } from '../bson/raw';
import { indexField, indexRows, MISSING, type IndexField } from './index-keys';
import { fitting, isLong } from './keys';

export type Accepts = (document: Buffer) => boolean;

/** How an index is kept in the catalogue. */
export interface StoredIndex extends Doc {
  id: number;
  spec: Doc;
  multikey: boolean[];
  longKeys: boolean;
}

/** One index of a collection and what is known about its keys. */
export class Index {
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly descending: boolean[];
  /** Field i has met an array: its keys say nothing about the whole value, nor can they sort. */
  readonly multikey: boolean[];
  /** How many reads it has served since the start. */
  reads = 0;
  /** Some key was too long to be kept whole: equal beginnings are no longer in order. */
  longKeys: boolean;

  constructor(
    readonly id: number,
    /** As a client sees it: v, key, name and the options given. */
    readonly spec: Doc,
    private readonly accepts: Accepts | undefined,
    known?: { multikey: boolean[]; longKeys: boolean },
  ) {
    const key = Object.entries(spec.key as Doc);
    this.fields = key.map(([path, direction]) => indexField(path, Number(direction) < 0));
    this.descending = this.fields.map((field) => field.descending);
    this.unique = spec.unique === true;
    this.sparse = spec.sparse === true;
    this.multikey = known?.multikey ?? this.fields.map(() => false);
    this.longKeys = known?.longKeys ?? false;
  }

  get name(): string {
    return this.spec.name as string;
  }

  get partialFilter(): Doc | undefined {
    return this.spec.partialFilterExpression as Doc | undefined;
  }

  stored(): StoredIndex {
    const { id, multikey, longKeys } = this;
    return { id, spec: this.spec, multikey, longKeys };
  }

  /** The keys of a document in this index. Tells `learned` when it makes the index multikey or its keys long. */
  keysOf(document: Buffer, learned: () => void): Buffer[] {
    if (this.accepts && !this.accepts(document)) return [];
    const { rows, multikey } = indexRows(this.fields, documentValue(document));
    multikey.forEach((yes, i) => {
      if (!yes || this.multikey[i]) return;
      this.multikey[i] = true;
      learned();
    });
    const present = this.sparse
      ? rows.filter((row) => row.some((value) => value !== MISSING))
      : rows;
    const keys = present.map((row) => this.fit(compoundOrderKey(row, this.descending), learned));
    return keys.length > 1 ? distinct(keys) : keys;
  }

  /** Whether a document's keys are certainly the same after a change, because its fields are. */
  isUntouched(before: Buffer, after: Buffer): boolean {
    if (this.accepts) return false;
    return this.fields.every(({ segments }) => {
      const [a, b] = [rawField(before, 0, segments[0]), rawField(after, 0, segments[0])];
      return a && b ? a.type === b.type && rawSlice(a).equals(rawSlice(b)) : a === b;
    });
  }

  private fit(key: Buffer, learned: () => void): Buffer {
    if (!isLong(key)) return key;
    if (!this.longKeys) {
      this.longKeys = true;
      learned();
    }
    return fitting(key);
  }

  /** The fields of the first key of a document, as an E11000 error shows them. */
  valuesOf(document: Buffer): Doc {
    const row = indexRows(this.fields, documentValue(document)).rows[0] ?? [];
    const doc: Doc = {};
    for (const [i, field] of this.fields.entries()) {
      const value = row[i];
      doc[field.path] = value === undefined || value === MISSING ? null : toTypedValue(value);
    }
    return doc;
  }
}

function distinct(keys: Buffer[]): Buffer[] {
  const sorted = keys.sort((a, b) => a.compare(b));
  return sorted.filter((key, i) => i === 0 || !key.equals(sorted[i - 1] as Buffer));
}
