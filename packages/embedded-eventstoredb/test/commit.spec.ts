import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { commitElsewhere, commitHere, commitTo } from '../src/storage/commit';
import { temporaryDirectory } from './support/nodes';

const LMDB_REFUSES = { code: -30782 };
const DISK_IS_FULL = { code: 28 };

const COMMIT = join(__dirname, '..', 'dist', 'storage', 'commit.js');
/** In a process of its own, which a rejection that nobody handles would end. A put into a dropped table fails. */
const FAILING = `
const { open } = require('lmdb');
const [, commit, directory] = process.argv;
const { commitElsewhere } = require(commit);
const options = { overlappingSync: false, eventTurnBatching: false };
const root = open({ path: directory + '/failing', ...options });
const table = root.openDB('table');
const dropped = root.openDB('dropped');
dropped.dropSync();
async function run() {
  const both = () => [table.put(1, 'here'), dropped.put(1, 'nowhere')];
  const failure = await commitElsewhere(root, both).catch((reason) => reason);
  await commitElsewhere(root, () => table.put(2, 'here'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log('code ' + failure.code + '; written: ' + [...table.getKeys()].join());
}
void run();
`;

const directory = temporaryDirectory();
let root: RootDatabase;
let table: Database<string, number>;
let environments = 0;

beforeEach(() => {
  const path = join(directory, String(environments++));
  root = open({ path, noSubdir: false, overlappingSync: false, eventTurnBatching: false });
  table = root.openDB<string, number>({ name: 'table', encoding: 'json' });
});
afterEach(() => root.close());

const here = (_: RootDatabase, write: () => void) => commitHere(root, write);

function put(...keys: number[]): () => void {
  return () => {
    for (const key of keys) void table.put(key, 'here');
  };
}

function written(): number[] {
  return [...table.getKeys()];
}

/** Gives up the first transactions after everything was written, as LMDB does with one it refuses. */
function refusing(transactions: number, reason: { code: number }): typeof commitHere {
  let left = transactions;
  return (_, write) =>
    commitHere(root, () => {
      write();
      if (left-- > 0) throw Object.assign(new Error('refused'), reason);
    });
}

describe('a commit', () => {
  it.each([
    ['here', here],
    ['elsewhere', commitElsewhere],
  ])('done %s is one transaction, and seen when it is over', async (_, commit) => {
    const keys = Array.from({ length: 5_000 }, (__, n) => n);
    const committed = commit(root, put(...keys));
    await committed;
    expect(written()).toEqual(keys);
  });

  it('that LMDB refuses is done anew, and what it wrote is there once', async () => {
    await commitTo(root, refusing(2, LMDB_REFUSES))(put(1, 2));
    expect(written()).toEqual([1, 2]);
  });

  it('that LMDB refuses for good leaves nothing, and the next one is not held up', async () => {
    const commit = commitTo(root, refusing(3, LMDB_REFUSES));
    await expect(commit(put(1))).rejects.toMatchObject(LMDB_REFUSES);
    expect(written()).toEqual([]);
    await commit(put(2));
    expect(written()).toEqual([2]);
  });

  it('that the disk refuses is not tried again', async () => {
    const commit = commitTo(root, refusing(1, DISK_IS_FULL));
    await expect(commit(put(1))).rejects.toMatchObject(DISK_IS_FULL);
    expect(written()).toEqual([]);
  });

  it('that fails elsewhere gives its reason, keeps nothing and does not end the process', () => {
    const { stdout, status } = spawnSync(process.execPath, ['-e', FAILING, COMMIT, directory]);
    expect(stdout.toString()).toBe('code 22; written: 2\n');
    expect(status).toBe(0);
  });
});
