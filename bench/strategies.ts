import type { DispatchStrategy } from '../src/shared/events/dispatch.shapes';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { STRATEGY_NAMES } from '../src/dispatch/matching/strategies';
import { projectRoot } from '../src/shared/project-root';
import type { Simulated } from '../src/simulation/simulate';
import type { Benchmark, Figure } from './benchmark';
import { PICKUPS } from './city-load';

/** The days of that file, and how many drivers each needs for one to twenty, twelve and seven of its requests. */
const DAYS = [
  { from: '2014-04-02', scarce: 290, balanced: 490, plentiful: 840 },
  { from: '2014-04-03', scarce: 350, balanced: 580, plentiful: 1000 },
  { from: '2014-04-04', scarce: 450, balanced: 750, plentiful: 1280 },
] as const;
const SUPPLIES = ['scarce', 'balanced', 'plentiful'] as const;
const RIVALS = ['nearest', 'greedy-v1'] as const;
const AT_ONCE = 2;

type Supply = (typeof SUPPLIES)[number];

interface Run {
  readonly strategy: DispatchStrategy;
  readonly supply: Supply;
  readonly found: Simulated;
}

/** Whole days of real requests under each strategy, from the command line as anybody would. */
export const strategies: Benchmark = {
  name: 'strategies',
  run: async ({ seeds }) => {
    const wanted = DAYS.flatMap((day) =>
      SUPPLIES.flatMap((supply) =>
        STRATEGY_NAMES.flatMap((strategy) =>
          Array.from({ length: seeds }, (_, index) => ({ day, supply, strategy, seed: index + 1 })),
        ),
      ),
    );
    const runs: Run[] = [];
    const next = wanted.values();
    const work = async () => {
      for (const { day, supply, strategy, seed } of next) {
        const found = await simulated(strategy, seed, day.from, day[supply]);
        runs.push({ strategy, supply, found });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return SUPPLIES.flatMap((supply) => RIVALS.flatMap((rival) => compared(runs, supply, rival)));
  },
};

async function simulated(strategy: string, seed: number, from: string, drivers: number) {
  const words = ['simulate', '--pickups', PICKUPS, '--from', from, '--drivers', String(drivers)];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[join(projectRoot, 'dist', 'src', 'cli.js'), ...words],
    ...['--strategy', strategy, '--seed', String(seed), '--json'],
  ]);
  return JSON.parse(stdout) as Simulated;
}

function compared(runs: readonly Run[], supply: Supply, rival: DispatchStrategy): Figure[] {
  const mean = (strategy: DispatchStrategy, what: (found: Simulated) => number) => {
    const of = runs.filter((run) => run.strategy === strategy && run.supply === supply);
    return of.reduce((sum, { found }) => sum + what(found), 0) / of.length;
  };
  const figure = (name: string, unit: string, what: (found: Simulated) => number): Figure => ({
    what: `batch-v1, ${supply} supply: ${name}`,
    ...{ value: mean('batch-v1', what), unit },
    against: { what: rival, value: mean(rival, what) },
  });
  return [
    figure('pickup ETA', 's', (found) => found.pickupEtaS.mean),
    figure('from request to pickup', 's', (found) => found.waitS.mean),
    figure('match rate', '%', (found) => found.matchRate * 100),
    figure('Gini of earnings', '', (found) => found.earningsGini),
    figure('empty km a completed trip', 'km', (found) => found.deadheadKm / found.completed),
  ];
}
