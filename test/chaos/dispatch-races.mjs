// `npm run chaos -- dispatch --seed 1 --runs 1000000`: a few trips and drivers, and everything that can come in between
// them in a random order; afterwards, with everybody heard out, nobody has two trips, nothing is held for nobody, and
// no request is lost. Any run is repeated by its seed: `--seed SEED+N --runs 1`.
import { parseArgs } from 'node:util';
import process from 'node:process';
import { act, quiesce, settingOf } from './dispatch-acts.mjs';
import { faultsAtRest, faultsNow } from './dispatch-verdict.mjs';
import { randomFrom } from './random.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
    steps: { type: 'string', default: '120' },
  },
});
const [seed, runs, steps] = [values.seed, values.runs, values.steps].map(Number);
const totals = { passed: 0, failed: 0, refusals: 0, events: 0 };
/** Of what must not be missing in so many runs. */
const counts = { DriverAssigned: 0, NextTripQueued: 0, PickupBegun: 0, NextTripDropped: 0 };
const began = Date.now();

for (let run = 0; run < runs; run++) {
  const faults = play(seed + run);
  if (faults.length === 0) totals.passed += 1;
  else {
    totals.failed += 1;
    if (totals.failed <= 5) console.error(`seed ${seed + run}: ${faults.join('; ')}`);
  }
  if (run % 100_000 === 99_999) console.log(`${run + 1} runs in ${(Date.now() - began) / 1000} s`);
}
console.log(
  `${totals.events} events, ${counts.DriverAssigned} assignments, ${totals.refusals} refusals, all typed, in ${(Date.now() - began) / 1000} s`,
);
console.log(
  `${counts.NextTripQueued} trips queued behind another, ${counts.PickupBegun} of them begun when that had ended, ${counts.NextTripDropped} dropped before`,
);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

function play(number) {
  const random = randomFrom(number);
  const setting = settingOf(random);
  const { world } = setting;
  try {
    for (let step = 0; step < steps; step++) {
      act(setting, random);
      const faults = faultsNow(setting);
      if (faults.length > 0) return faults;
    }
    quiesce(setting, random);
    return faultsAtRest(setting);
  } catch (error) {
    return [error.stack];
  } finally {
    totals.refusals += world.refusals;
    totals.events += world.events.length;
    for (const { type } of world.events) if (type in counts) counts[type] += 1;
  }
}
