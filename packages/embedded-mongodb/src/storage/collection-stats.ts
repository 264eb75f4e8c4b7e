import type { Doc } from '../bson/convert';
import type { Collection } from './collection';

interface Sizes {
  readonly count: number;
  readonly size: number;
  readonly indexSizes: Record<string, number>;
}

/** Sizes are summed up, not estimated: they are asked for seldom. */
export function sizesOf(collection: Collection): Sizes {
  let size = 0;
  for (const { value } of collection.documents()) size += value.length;
  const indexes = [collection.primary, ...collection.indexes];
  const indexSizes = Object.fromEntries(
    indexes.map((index) => [index.name, collection.entries.bytes(index)]),
  );
  return { count: collection.count, size, indexSizes };
}

export function total(sizes: Record<string, number>): number {
  return Object.values(sizes).reduce((sum, size) => sum + size, 0);
}

/** What collStats and $collStats say of a collection. */
export function storageStats(collection: Collection): Doc {
  const { count, size, indexSizes } = sizesOf(collection);
  return {
    size,
    count,
    numOrphanDocs: 0,
    avgObjSize: count === 0 ? 0 : Math.floor(size / count),
    storageSize: size,
    nindexes: collection.indexes.length + 1,
    indexSizes,
    totalIndexSize: total(indexSizes),
    totalSize: size + total(indexSizes),
    capped: false,
    scaleFactor: 1,
  };
}
