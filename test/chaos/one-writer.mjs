// Two processes that project and one that rebuilds, for minutes, under load, with the writer killed again and again: the
// fencing log shows one writer of each read model at every moment.
//
//   npm run chaos -- one-writer [--minutes N] [--seed N]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Platform } from './platform.mjs';
import { randomFrom } from './random.mjs';
import { checkReadModels } from './read-models-check.mjs';
import { projections } from './sequential-fold.mjs';

const LOOKED_EVERY_MS = 10;
const KILLED_EVERY_MS = 15_000;
const TRIPS_AT_A_TIME = 200;
/** From the last sign of life of one writer to the first of the next. */
const LONGEST_TAKEOVER_MS = 5000;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
});
const random = randomFrom(Number(values.seed));
const deadline = Date.now() + Number(values.minutes) * 60_000;
const goesOn = () => Date.now() < deadline;

async function load(platform) {
  let commands = 0;
  for (let seed = 1; goesOn(); seed++) {
    commands += (await platform.play(TRIPS_AT_A_TIME, seed)).commands;
  }
  return commands;
}

async function rebuildAgainAndAgain(platform) {
  let rebuilds = 0;
  while (goesOn()) {
    const { name } = projections[Math.floor(random() * projections.length)];
    const child = platform.command(['projection', 'rebuild', name]);
    await child.ended;
    if (child.exitCode === 0) rebuilds += 1;
  }
  return rebuilds;
}

async function killAgainAndAgain(platform) {
  let kills = 0;
  for (; goesOn(); kills++) {
    await pause(Math.min(KILLED_EVERY_MS, Math.max(0, deadline - Date.now())));
    const index = kills % 2;
    await platform.projector(index).signal('SIGKILL');
    platform.startProjector(index);
  }
  return kills;
}

/** Every checkpoint that can be seen, with the token under which it was written. */
async function watch(platform) {
  const sights = new Map(projections.map(({ name }) => [name, []]));
  while (goesOn()) {
    for (const { _id, token, live } of await platform.database
      .collection('read_models')
      .find()
      .toArray()) {
      const seen = sights.get(_id);
      if (live.position !== null && seen.at(-1)?.position !== live.position) {
        seen.push({ position: live.position, token });
      }
    }
    await pause(LOOKED_EVERY_MS);
  }
  return sights;
}

function faultsIn(name, holdings, sights) {
  const faults = [];
  let longest = 0;
  for (const [index, { token, since }] of holdings.entries()) {
    if (token !== index + 1) faults.push(`${name}: token ${token} is number ${index + 1}`);
    const before = holdings[index - 1];
    if (!before) continue;
    if (before.seenAt > since) faults.push(`${name}: ${token} began before ${token - 1} had ended`);
    longest = Math.max(longest, since - before.seenAt);
  }
  if (longest > LONGEST_TAKEOVER_MS) faults.push(`${name}: taken over only after ${longest} ms`);
  for (const [index, { position, token }] of sights.entries()) {
    const before = sights[index - 1];
    if (before && before.position < position && before.token > token) {
      faults.push(`${name}: ${token} wrote ${position} after ${before.token} had written`);
    }
  }
  return { faults, longest };
}

async function main() {
  const directory = await mkdtemp(join(tmpdir(), 'hailstream-one-writer-'));
  const platform = await Platform.in(directory);
  const faults = [];
  try {
    const [commands, rebuilds, kills, sights] = await Promise.all(
      [load, rebuildAgainAndAgain, killAgainAndAgain, watch].map((work) => work(platform)),
    );
    console.log(`${commands} commands, ${rebuilds} rebuilds, ${kills} processes killed`);
    for (const { name } of projections) {
      const log = platform.database.collection('lease_log');
      const holdings = await log
        .find({ name: `projection/${name}` })
        .sort({ token: 1 })
        .toArray();
      const found = faultsIn(name, holdings, sights.get(name));
      faults.push(...found.faults);
      const seen = sights.get(name).length;
      console.log(
        `${name}: ${holdings.length} writers, one after the other, the longest takeover ${found.longest} ms, ${seen} checkpoints seen`,
      );
    }
    await platform.calm();
    faults.push(...(await checkReadModels(platform)));
  } finally {
    await platform.close();
    await rm(directory, { recursive: true, force: true });
  }
  for (const fault of faults) console.log(fault);
  console.log(faults.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exit(faults.length === 0 ? 0 : 1);
}

await main();
