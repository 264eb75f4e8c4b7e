import type { Database, RootDatabase } from 'lmdb';
import { Log } from './log';

/** The tables of one node. Keys of names and index are described in `keys.ts`. */
export interface Tables {
  log: Log;
  names: Database<number, Buffer>;
  index: Database<number, Buffer>;
  /** How far work that follows the log has come, by its name. */
  marks: Database<number, string>;
}

/** Finds the tables in an open LMDB environment, or makes them. */
export function tablesOf(root: RootDatabase): Tables {
  const numbers = { keyEncoding: 'binary', encoding: 'ordered-binary' } as const;
  return {
    log: new Log(root.openDB<Buffer, number>({ name: 'log', encoding: 'binary' })),
    names: root.openDB<number, Buffer>({ name: 'names', ...numbers }),
    index: root.openDB<number, Buffer>({ name: 'index', ...numbers }),
    marks: root.openDB<number, string>({ name: 'marks', encoding: 'ordered-binary' }),
  };
}
