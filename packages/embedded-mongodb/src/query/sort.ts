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

function bytesOf(keyed: readonly { key: Buffer; document: Buffer }[]): number {
  return keyed.reduce((sum, { key, document }) => sum + key.length + document.length, 0);
}

function tooLarge(bytes: number): MongoError {
  return new MongoError(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    `Sort exceeded memory limit of ${bytes} bytes, but did not opt in to external sorting.`,
  );
}

/** Orders documents as MongoDB does; equal ones keep their order. `most` of them are kept. Throws when it holds too many bytes. */
export function sortDocuments(
  documents: Iterable<Buffer>,
  fields: readonly IndexField[],
  most = Infinity,
  mostBytes = SORT_BYTES,
): Buffer[] {
  let keyed: { key: Buffer; document: Buffer }[] = [];
  const order = () => keyed.sort((a, b) => a.key.compare(b.key));
  const limit = most === Infinity ? Infinity : Math.max(most * 2, 1000);
  let bytes = 0;
  for (const document of documents) {
    const key = sortKey(fields, documentValue(document));
    keyed.push({ key, document });
    bytes += key.length + document.length;
    if (keyed.length >= limit) {
      keyed = order().slice(0, most);
      bytes = bytesOf(keyed);
    }
    if (bytes > mostBytes) throw tooLarge(mostBytes);
  }
  return order()
    .slice(0, most)
    .map(({ document }) => document);
}
