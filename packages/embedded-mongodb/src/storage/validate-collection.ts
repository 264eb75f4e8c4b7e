import type { Doc } from '../bson/convert';
import type { Collection } from './collection';

/**
 * Proves that documents and indexes agree: each document has exactly its keys in each index, and no index has more
 * entries than that.
 */
export function validateCollection(collection: Collection): Doc {
  const found = new Map(collection.indexes.map((index) => [index, { keys: 0, missing: 0 }]));
  let records = 0;
  for (const { idKey, document } of collection.candidates()) {
    records++;
    for (const [index, result] of found) {
      const [keys, missing] = collection.entries.lookUp(index, idKey, document);
      result.keys += keys;
      result.missing += missing;
    }
  }
  const errors = records === collection.count ? [] : ['the number of documents is not as recorded'];
  const indexDetails: Doc = { _id_: { valid: true } };
  const keysPerIndex: Doc = { _id_: records };
  for (const [index, { keys, missing }] of found) {
    const entries = collection.entries.count(index);
    const valid = missing === 0 && entries === keys;
    if (!valid) errors.push(`index ${index.name} does not agree with the documents`);
    indexDetails[index.name] = { valid };
    keysPerIndex[index.name] = entries;
  }
  return {
    ns: collection.ns,
    nInvalidDocuments: 0,
    nrecords: records,
    nIndexes: collection.indexes.length + 1,
    keysPerIndex,
    indexDetails,
    valid: errors.length === 0,
    repaired: false,
    warnings: [],
    errors,
    extraIndexEntries: [],
    missingIndexEntries: [],
    corruptRecords: [],
  };
}
