import { T } from './raw';

const ORDER = new Uint8Array(256);
for (const [type, rank] of [
  [T.minKey, 1],
  [T.undefined, 3],
  [T.null, 5],
  [T.double, 10],
  [T.int32, 10],
  [T.int64, 10],
  [T.decimal128, 10],
  [T.string, 15],
  [T.symbol, 15],
  [T.document, 20],
  [T.array, 25],
  [T.binary, 30],
  [T.objectId, 35],
  [T.boolean, 40],
  [T.date, 45],
  [T.timestamp, 47],
  [T.regex, 50],
  [T.dbPointer, 55],
  [T.code, 60],
  [T.codeWithScope, 65],
  [T.maxKey, 120],
] as const) {
  ORDER[type] = rank;
}

/** The place of a BSON type in the comparison order; types that compare with each other share it. */
export function typeOrder(type: number): number {
  return ORDER[type] ?? 0;
}
