// Plays real trips twice, once in peace and once with the whole process, both databases included, killed over and over
// again, and compares what is left: the logs event by event, and every read model with its rebuild from zero.
//
//   node test/chaos/run.mjs [--seed N] [--kills N] [--trips N] [--keep]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { logOf, readModelsAt } from './contents.mjs';
import { betweenDocuments, betweenLogs, duplicatesIn, withoutStamps } from './differences.mjs';
import { Kills } from './kills.mjs';
import { play } from './play.mjs';
import { momentsAmong, randomFrom } from './random.mjs';
import { freePort, Server } from './server.mjs';

/** Of the replay: the same trips whatever the seed of the kills. */
const TRIPS_SEED = 1;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    kills: { type: 'string', default: '20' },
    trips: { type: 'string', default: '150' },
    keep: { type: 'boolean', default: false },
  },
});
const [seed, kills, trips] = [values.seed, values.kills, values.trips].map(Number);
const tally = { passed: 0, failed: 0 };

function check(what, differences) {
  const ok = differences.length === 0;
  tally[ok ? 'passed' : 'failed'] += 1;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`);
  for (const difference of differences) console.log(`    ${difference}`);
}

async function withServer(use) {
  const directory = await mkdtemp(join(tmpdir(), 'hailstream-chaos-'));
  const server = new Server(directory, await freePort());
  server.spawn();
  try {
    await server.listening();
    return await use(server);
  } finally {
    await server.kill();
    if (values.keep) console.log(`Kept ${directory}`);
    else await rm(directory, { recursive: true, force: true });
  }
}

/** What a replay leaves behind when nobody disturbs it. */
function inPeace() {
  return withServer(async (server) => {
    const { commands } = await play(server, { trips, seed: TRIPS_SEED });
    const stores = await server.stores();
    const { streams, head } = await logOf(stores);
    return { commands, streams, models: await readModelsAt(head, stores) };
  });
}

async function disturbed(server, commands) {
  const random = randomFrom(seed);
  const moments = momentsAmong(commands, kills, random);
  console.log(`Killed after the answers number ${moments.join(', ')}`);
  const killing = new Kills(server, moments, random);
  do {
    killing.beginAgain();
    const { signal } = killing;
    const answered = (count) => killing.answered(count);
    await play(server, { trips, seed: TRIPS_SEED, signal, answered });
    await killing.settled();
  } while (killing.signal.aborted);
  console.log(`Killed ${killing.done} times, and ${killing.atStart} times while starting`);
}

async function compare(server, peace) {
  const { streams, head } = await logOf(await server.stores());
  check('every event is there, with the same id, in the same order, with the same data', [
    ...betweenLogs(peace.streams, streams),
  ]);
  check('no event is there twice', duplicatesIn(streams));

  await play(server, { trips, seed: TRIPS_SEED });
  const again = await logOf(await server.stores());
  check('playing it once more appends nothing', betweenLogs(streams, again.streams));

  const live = await readModelsAt(again.head, await server.stores());
  await server.cli('projection', 'rebuild', '--all', '--json');
  const rebuilt = await readModelsAt(head, await server.stores());
  for (const [name, { collection, documents }] of live) {
    const anew = rebuilt.get(name);
    const same = collection === anew.collection ? [`${collection} was not built anew`] : [];
    const differences = betweenDocuments(anew.documents, documents);
    check(`${name}: ${documents.size} documents, the same bytes as rebuilt from zero`, [
      ...same,
      ...differences,
    ]);
    const expected = withoutStamps(peace.models.get(name).documents);
    check(
      `${name}: the same as without a kill`,
      betweenDocuments(expected, withoutStamps(documents)),
    );
  }
}

async function main() {
  console.log(`Seed ${seed}, ${kills} kills, ${trips} trips`);
  const peace = await inPeace();
  console.log(`In peace: ${peace.commands} commands on ${peace.streams.size} streams`);
  await withServer(async (server) => {
    await disturbed(server, peace.commands);
    await compare(server, peace);
  });
}

try {
  await main();
} catch (error) {
  check('the run came to its end', [error.stack]);
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
