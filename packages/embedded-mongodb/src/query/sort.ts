import { MongoError } from '../errors';
import { documentValue, type Doc } from '../bson/convert';
import { indexField, sortKey, type IndexField } from '../storage/index-keys';

/** `{ a: 1, 'b.c': -1 }` as fields. Throws BadValue for anything that is no direction. */
export function sortFields(spec: Doc): IndexField[] {
  return Object.entries(spec).map(([path, direction]) => {
    const sign = Number(direction);
    if (sign !== 1 && sign !== -1) {
      throw new MongoError(
        'BadValue',
        '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      );
    }
    return indexField(path, sign === -1);
  });
}

/** What a sort may hold in memory, as in MongoDB when it may not use the disk. */
export const SORT_BYTES = 100 * 1024 * 1024;

export function sortTooLarge(bytes: number): MongoError {
  return new MongoError(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    `Sort exceeded memory limit of ${bytes} bytes, but did not opt in to external sorting.`,
  );
}

/** How many more than twice those asked for may be held, so that sorting them in between is rare. */
const SLACK = 1_000;

interface Keyed<T> {
  readonly item: T;
  readonly key: Buffer;
  readonly bytes: number;
}

/** Keeps the first ones of what is put in, and little more: what cannot be among them is dropped now and then. */
class Sorter<T> {
  private kept: Keyed<T>[] = [];
  private bytes = 0;

  constructor(
    private readonly most: number,
    private readonly mostBytes: number,
  ) {}

  /** Throws when it would hold too many bytes. */
  put(one: Keyed<T>): void {
    this.kept.push(one);
    this.bytes += one.bytes;
    const isOver = this.bytes > this.mostBytes;
    if (this.kept.length > this.most && (isOver || this.kept.length >= this.most * 2 + SLACK)) {
      this.kept = this.first();
      this.bytes = this.kept.reduce((sum, { bytes }) => sum + bytes, 0);
    }
    if (this.bytes > this.mostBytes) throw sortTooLarge(this.mostBytes);
  }

  first(): Keyed<T>[] {
    this.kept.sort((a, b) => a.key.compare(b.key));
    return this.kept.slice(0, this.most);
  }
}

/**
 * Orders documents, or what has them, as MongoDB does; equal ones keep their order. `most` of them are kept.
 * Throws QueryExceededMemoryLimitNoDiskUseAllowed when it has to hold too many bytes.
 */
export function sortDocuments<T>(
  items: Iterable<T>,
  documentOf: (item: T) => Buffer,
  fields: readonly IndexField[],
  most = Infinity,
  mostBytes = SORT_BYTES,
): T[] {
  const sorter = new Sorter<T>(most, mostBytes);
  for (const item of items) {
    const document = documentOf(item);
    const key = sortKey(fields, documentValue(document));
    sorter.put({ item, key, bytes: key.length + document.length });
  }
  return sorter.first().map(({ item }) => item);
}
