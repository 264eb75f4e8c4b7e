// Plays real trips into a log while everything that folds it is killed, held back and robbed of its stores, over and over
// again, with rebuilds in between; then every read model has to be what a plain fold of the log makes of it.
//
//   npm run chaos -- read [--seed N] [--runs N] [--trips N] [--keep]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Disturbances } from './disturbances.mjs';
import { randomFrom } from './random.mjs';
import { checkReadModels } from './read-models-check.mjs';
import { Platform } from './platform.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '200' },
    trips: { type: 'string', default: '24' },
    keep: { type: 'boolean', default: false },
  },
});
const [firstSeed, runs, trips] = [values.seed, values.runs, values.trips].map(Number);
const tally = { passed: 0, failed: 0 };

async function run(seed) {
  const directory = await mkdtemp(join(tmpdir(), 'hailstream-chaos-'));
  const platform = await Platform.in(directory);
  const random = randomFrom(seed);
  const disturbances = new Disturbances(platform, random);
  let faults;
  try {
    const played = platform.play(trips, seed);
    await disturbances.until(played);
    await platform.calm();
    faults = [...disturbances.faults, ...(await checkReadModels(platform))];
  } catch (error) {
    faults = [error.stack, ...platform.outputs];
  } finally {
    await platform.close();
    if (values.keep) console.log(`Kept ${directory}`);
    else await rm(directory, { recursive: true, force: true });
  }
  tally[faults.length === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'} seed ${seed}: ${disturbances.summary}`);
  for (const fault of faults) console.log(`    ${fault}`);
}

for (let seed = firstSeed; seed < firstSeed + runs; seed++) await run(seed);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
