import { dataOf, idOf, metadataOf, positionOf, revisionOf, streamOf, typeOf } from './stored';

/** An event with its place in the log; `revision` is in digits, as a tombstone's is beyond numbers. */
export interface Recorded {
  stream: string;
  revision: string;
  position: number;
  id: string;
  type: string;
  data: Buffer;
  metadata: Buffer;
}

export function decodeRecord(record: Buffer): Recorded {
  return {
    stream: streamOf(record),
    revision: revisionOf(record).toString(),
    position: positionOf(record),
    id: idOf(record),
    type: typeOf(record),
    data: dataOf(record),
    metadata: metadataOf(record),
  };
}
