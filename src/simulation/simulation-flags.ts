import type { DispatchStrategy } from '../shared/events/dispatch.shapes';
import { STRATEGY_NAMES } from '../dispatch/matching/strategies';
import { BadUsage } from '../shared/bad-usage';
import { instantIn, wholeIn } from '../replay/replay-flags';
import type { SimulationOptions } from './simulate';

/** What was typed, before it is known to make sense. */
export interface SimulationFlags {
  readonly pickups?: string;
  readonly drivers?: string;
  readonly hours?: string;
  readonly strategy?: string;
  readonly seed?: string;
  readonly from?: string;
}

const USUAL = { drivers: '400', hours: '24', strategy: 'batch-v1', seed: '1' } as const;

/** @throws BadUsage naming the option */
export function simulationOf(flags: SimulationFlags): SimulationOptions {
  const { pickups, from, ...rest } = flags;
  const given = { ...USUAL, ...rest };
  if (pickups === undefined) throw new BadUsage('--pickups has to name a file of rides');
  return {
    pickups,
    drivers: wholeIn('--drivers', given.drivers, 1, 100_000),
    hours: wholeIn('--hours', given.hours, 1, 24 * 31),
    strategy: strategyIn(given.strategy),
    seed: wholeIn('--seed', given.seed, 0, 1e9),
    ...(from === undefined ? {} : { fromMs: Date.parse(instantIn(from)) }),
  };
}

function strategyIn(text: string): DispatchStrategy {
  const strategy = STRATEGY_NAMES.find((name) => name === text);
  if (strategy) return strategy;
  throw new BadUsage(`--strategy has to be one of ${STRATEGY_NAMES.join(', ')}`);
}
