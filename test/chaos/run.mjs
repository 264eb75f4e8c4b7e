// Plays real trips twice, once in peace and once with the whole process, both databases included, killed over and over
// again, and compares what is left: the logs event by event, and every read model with its rebuild from zero.
//
//   node test/chaos/run.mjs [--seed N] [--kills N] [--trips N] [--keep]
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { logOf, readModelsAt } from './contents.mjs';
import { betweenDocuments, betweenLogs, duplicatesIn, withoutStamps } from './differences.mjs';
import { Kills } from './kills.mjs';
import { play } from './play.mjs';
import { momentsAmong, randomFrom } from './random.mjs';
import { freePort, Server } from './server.mjs';
import { Tally } from './tally.mjs';

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
const tally = new Tally();

const newDirectory = () => mkdtemp(join(tmpdir(), 'hailstream-chaos-'));

/** Nothing but the keys that ids are made with: whoever begins as this one writes what it would write. */
async function newInstallation() {
  const directory = await newDirectory();
  const server = new Server(directory, await freePort());
  server.spawn();
  try {
    await server.listening();
  } finally {
    await server.kill();
  }
  return directory;
}

async function withServer(installation, use) {
  const directory = await newDirectory();
  await cp(installation, directory, { recursive: true });
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
function inPeace(installation) {
  return withServer(installation, async (server) => {
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
  tally.check('every event is there, with the same id, in the same order, with the same data', [
    ...betweenLogs(peace.streams, streams),
  ]);
  tally.check('no event is there twice', duplicatesIn(streams));

  await play(server, { trips, seed: TRIPS_SEED });
  const again = await logOf(await server.stores());
  tally.check('playing it once more appends nothing', betweenLogs(streams, again.streams));

  const live = await readModelsAt(again.head, await server.stores());
  await server.cli('projection', 'rebuild', '--all', '--json');
  const rebuilt = await readModelsAt(head, await server.stores());
  for (const [name, { collection, documents }] of live) {
    const anew = rebuilt.get(name);
    const same = collection === anew.collection ? [`${collection} was not built anew`] : [];
    const differences = betweenDocuments(anew.documents, documents);
    tally.check(`${name}: ${documents.size} documents, the same bytes as rebuilt from zero`, [
      ...same,
      ...differences,
    ]);
    const expected = withoutStamps(peace.models.get(name).documents);
    tally.check(
      `${name}: the same as without a kill`,
      betweenDocuments(expected, withoutStamps(documents)),
    );
  }
}

async function main() {
  console.log(`Seed ${seed}, ${kills} kills, ${trips} trips`);
  const installation = await newInstallation();
  try {
    const peace = await inPeace(installation);
    console.log(`In peace: ${peace.commands} commands on ${peace.streams.size} streams`);
    await withServer(installation, async (server) => {
      await disturbed(server, peace.commands);
      await compare(server, peace);
    });
  } finally {
    await rm(installation, { recursive: true, force: true });
  }
}

await tally.of(main);
