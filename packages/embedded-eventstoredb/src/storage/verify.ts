import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { open } from 'lmdb';
import { isFileWhole } from './damage';
import { DataDirectoryRefused } from './errors';
import { checkFormat } from './format';
import { nameKey, revisionKey, tombstoneKey } from './keys';
import { DamagedRecord } from './log';
import { revisionOf, streamOf } from './stored';
import { tablesOf, type Tables } from './tables';

/** What reading a whole log gave; `damage` has one line for each record that is not as it was written. */
export interface Verification {
  records: number;
  damage: string[];
}

const RECORDS_IN_A_TURN = 1000;

function placeInStream({ names, index }: Tables, record: Buffer): number | undefined {
  const number = names.get(nameKey(streamOf(record)));
  if (number === undefined) return undefined;
  const revision = Number(revisionOf(record));
  const key = Number.isSafeInteger(revision) ? revisionKey(number, revision) : tombstoneKey(number);
  return index.get(key);
}

function check(tables: Tables, position: number): void {
  const record = tables.log.get(position);
  if (record === undefined || placeInStream(tables, record) !== position) {
    throw new DamagedRecord(position, 'its stream does not lead to it');
  }
}

async function verifyTables(tables: Tables): Promise<Verification> {
  const found: Verification = { records: 0, damage: [] };
  const end = (tables.log.newest ?? 0) + 1;
  let start = 0;
  while (start < end) {
    for (const position of tables.log.positions({ start, end, limit: RECORDS_IN_A_TURN })) {
      found.records += 1;
      start = position + 1;
      try {
        check(tables, position);
      } catch (error) {
        if (!(error instanceof DamagedRecord)) throw error;
        found.damage.push(error.message);
      }
    }
    await endOfTurn();
  }
  return found;
}

/**
 * Holds every record of a log to its checksum and to its place in its stream. A node may be using it.
 * @throws DataDirectoryRefused when there is no log, or it is of another format, or not even readable
 */
export async function verify(directory: string): Promise<Verification> {
  if (!existsSync(join(directory, 'data.mdb'))) {
    throw new DataDirectoryRefused('unusable', directory, 'it holds no log');
  }
  isFileWhole(directory);
  const root = open({ path: directory, noSubdir: false, readOnly: true, maxDbs: 8 });
  try {
    checkFormat(root.openDB<string, string>({ name: 'about', encoding: 'json' }), directory);
    return await verifyTables(tablesOf(root));
  } finally {
    await root.close();
  }
}
