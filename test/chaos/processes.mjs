// Trips that something will be due for, while the processes that have to see to it are killed over and over again, each at
// a step drawn by the seed: before or after any append. Two of them live at a time and know nothing of each other.
// Afterwards, from the log alone: nothing was missed, nothing happened twice.
//
//   node test/chaos/processes.mjs [--seed N] [--runs N] [--kills N] [--trips N]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEventStoreDB } from 'embedded-eventstoredb';
import { logOf } from './contents.mjs';
import { duplicatesIn } from './differences.mjs';
import { letHappen, letRide } from './process-trips.mjs';
import {
  commandsTwice,
  countsOf,
  unanswered,
  unfollowed,
  unsettledTimers,
  wronged,
} from './process-verdict.mjs';
import { randomFrom } from './random.mjs';
import { Tally } from './tally.mjs';

const AT_ONCE = 2;
const LONGEST_LIFE = 25;
const [SOONEST_MS, LATEST_MS] = [2500, 12_000];
/** Of the trips, those that have a driver with a shift. */
const RIDES = 0.4;
const LONGEST_QUIET_MS = 60_000;
const life = join(dirname(fileURLToPath(import.meta.url)), 'process-life.mjs');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    runs: { type: 'string', default: '1' },
    kills: { type: 'string', default: '40' },
    trips: { type: 'string', default: '200' },
  },
});
const [firstSeed, runs, kills, trips] = [values.seed, values.runs, values.kills, values.trips].map(
  Number,
);
let random;

function live(url, end = {}) {
  const task = JSON.stringify({ url, ...end });
  return spawn(process.execPath, [life, task], { stdio: 'inherit' });
}

/** Lives one after the other, each to its own violent end, until so many have ended. */
async function dieOften(url, times) {
  for (let done = 0; done < times; done++) {
    const end = { diesAt: 1 + Math.floor(random() * LONGEST_LIFE), before: random() < 0.5 };
    const child = live(url, end);
    const [code, signal] = await once(child, 'exit');
    if (signal !== 'SIGKILL') throw new Error(`A process ended with ${code ?? signal}`);
  }
}

/** New trips for as long as processes die, so that there is always something to die of. */
async function feed(client, isOver) {
  const stops = [];
  let fed = 0;
  const later = (ms, work) => stops.push(pause(ms).then(work));
  while (!isOver() || fed < trips) {
    const dueInMs = SOONEST_MS + random() * (LATEST_MS - SOONEST_MS);
    if (random() < RIDES) stops.push(letRide(client, random));
    else await letHappen(client, random, dueInMs, later);
    fed += 1;
    await pause(20 + random() * 100);
  }
  await Promise.all(stops);
}

/** Lets a process that nobody disturbs do what is left. */
async function finish(url) {
  const child = live(url);
  const deadline = Date.now() + LONGEST_QUIET_MS;
  for (;;) {
    const { streams } = await logOf({ eventStoreUrl: url });
    const isDone = [wronged, unfollowed, unsettledTimers].every(
      (find) => find(streams).length === 0,
    );
    if (isDone || Date.now() > deadline) break;
    await pause(500);
  }
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function logAfterKills() {
  const node = await startEventStoreDB({ port: 0, worker: true });
  const url = node.connectionString;
  const client = EventStoreDBClient.connectionString(url);
  let isOver = false;
  try {
    const feeding = feed(client, () => isOver);
    const lines = Array.from({ length: AT_ONCE }, () => dieOften(url, Math.ceil(kills / AT_ONCE)));
    await Promise.all(lines).finally(() => (isOver = true));
    await feeding;
    await finish(url);
    return (await logOf({ eventStoreUrl: url })).streams;
  } finally {
    await client.dispose();
    await node.close();
  }
}

const tally = new Tally();

async function run(seed) {
  console.log(`Seed ${seed}: ${kills} kills, ${AT_ONCE} processes at a time`);
  random = randomFrom(seed);
  const streams = await logAfterKills();
  const { due, stopped, rides } = countsOf(streams);
  tally.check(`${due} trips have had their consequence once, ${stopped} stopped ones none`, [
    ...wronged(streams),
  ]);
  tally.check(`${rides} shifts have followed their trips, step by step`, unfollowed(streams));
  tally.check('every timer has fired or was cleared, once', unsettledTimers(streams));
  tally.check('every timer that fired has sent its command, once', unanswered(streams));
  tally.check('no command has had its effect twice', commandsTwice(streams));
  tally.check('no event is there twice', duplicatesIn(streams));
}

await tally.of(async () => {
  for (let each = 0; each < runs; each++) await run(firstSeed + each);
});
