import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { startMongoDB } from '../index';

/**
 * Not among the development dependencies: mongosh brings 354 packages, 11 of which build native code, into every
 * installation of the workspace.
 */
const MONGOSH = 'mongosh@2.12.0';

const SCRIPT = `
const say = (name, value) => print(JSON.stringify([name, value]));
db = db.getSiblingDB('shell');
say('insert', db.trips.insertMany([{ _id: 1, zone: 4 }, { _id: 2, zone: 4 }, { _id: 3, zone: 5 }]).acknowledged);
say('index', db.trips.createIndex({ zone: 1 }));
say('find', db.trips.find({ zone: 4 }).sort({ _id: -1 }).toArray());
say('update', db.trips.updateMany({ zone: 4 }, { $inc: { zone: 10 } }).modifiedCount);
say('group', db.trips.aggregate([{ $group: { _id: '$zone', n: { $sum: 1 } } }, { $sort: { _id: 1 } }]).toArray());
say('plan', db.trips.find({ zone: 14 }).explain().queryPlanner.winningPlan.inputStage.indexName);
say('count', db.trips.countDocuments());
const session = db.getMongo().startSession();
session.startTransaction();
session.getDatabase('shell').trips.insertOne({ _id: 4, zone: 6 });
session.abortTransaction();
session.withTransaction(() => { session.getDatabase('shell').trips.deleteOne({ _id: 3 }); });
say('transactions', db.trips.distinct('_id'));
try { db.trips.insertOne({ _id: 1 }); } catch (error) { say('duplicate', error.code); }
try { db.runCommand({ noSuchCommand: 1 }); } catch (error) { say('unknown', error.codeName); }
say('validate', db.trips.validate().valid);
say('stats', db.trips.stats().count);
say('reads', db.trips.aggregate([{ $indexStats: {} }, { $match: { name: 'zone_1' } }]).toArray().map(({ accesses }) => accesses.ops > 0));
say('collections', db.getCollectionNames());
say('databases', db.adminCommand({ listDatabases: 1, nameOnly: true }).databases.map(({ name }) => name));
say('dropped', db.trips.drop());
`;

const EXPECTED = [
  ['insert', true],
  ['index', 'zone_1'],
  [
    'find',
    [
      { _id: 2, zone: 4 },
      { _id: 1, zone: 4 },
    ],
  ],
  ['update', 2],
  [
    'group',
    [
      { _id: 5, n: 1 },
      { _id: 14, n: 2 },
    ],
  ],
  ['plan', 'zone_1'],
  ['count', 3],
  ['transactions', [1, 2]],
  ['duplicate', 11000],
  ['unknown', 'CommandNotFound'],
  ['validate', true],
  ['stats', 2],
  ['reads', [true]],
  ['collections', ['trips']],
  ['databases', ['shell']],
  ['dropped', true],
];

const run = promisify(execFile);

/** Fetches mongosh as npm would, and holds it to what its script must say. */
async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-mongodb-mongosh-'));
  const server = await startMongoDB({ port: 0 });
  try {
    const install = ['install', '--prefix', directory, '--ignore-scripts', '--no-audit', MONGOSH];
    await run('npm', install);
    const script = join(directory, 'script.js');
    writeFileSync(script, SCRIPT);
    const mongosh = join(directory, 'node_modules/mongosh/bin/mongosh.js');
    const { stdout } = await run(process.execPath, [mongosh, server.url, '--quiet', script]);
    process.stdout.write(stdout);
    const said: unknown[] = stdout
      .split('\n')
      .filter((line) => line.startsWith('['))
      .map((line) => JSON.parse(line) as unknown);
    const asExpected = isDeepStrictEqual(said, EXPECTED);
    process.stdout.write(asExpected ? `${MONGOSH}: as expected\n` : 'not as expected\n');
    if (!asExpected) process.exitCode = 1;
  } finally {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
