import type { Database } from 'lmdb';

/** The tables of one node. Log keys are positions; names and index are described in `keys.ts`. */
export interface Tables {
  log: Database<Buffer, number>;
  names: Database<number, Buffer>;
  index: Database<number, Buffer>;
  /** How far work that follows the log has come, by its name. */
  marks: Database<number, string>;
}
