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

/** Orders documents as MongoDB does; equal ones keep their order. `most` of them are kept. */
export function sortDocuments(
  documents: Iterable<Buffer>,
  fields: readonly IndexField[],
  most = Infinity,
): Buffer[] {
  let keyed: { key: Buffer; document: Buffer }[] = [];
  const order = () => keyed.sort((a, b) => a.key.compare(b.key));
  const limit = most === Infinity ? Infinity : Math.max(most * 2, 1000);
  for (const document of documents) {
    keyed.push({ key: sortKey(fields, documentValue(document)), document });
    if (keyed.length >= limit) keyed = order().slice(0, most);
  }
  return order()
    .slice(0, most)
    .map(({ document }) => document);
}
