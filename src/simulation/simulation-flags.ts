import type { DispatchStrategy } from '../shared/events/dispatch.shapes';
import { STRATEGY_NAMES } from '../dispatch/matching/strategies';
import { BadUsage } from '../shared/bad-usage';
import { instantIn, wholeIn } from '../replay/replay-flags';
import type { SimulationOptions } from './simulate';

/** What was typed about a city, before it is known to make sense. */
export interface CityFlags {
  readonly pickups?: string;
  readonly drivers?: string;
  readonly hours?: string;
  readonly seed?: string;
  readonly from?: string;
}

/** @throws BadUsage naming the option */
export function cityOf(
  flags: CityFlags,
  usual: { readonly drivers: string; readonly hours: string },
) {
  const { pickups, from, drivers = usual.drivers, hours = usual.hours, seed = '1' } = flags;
  if (pickups === undefined) throw new BadUsage('--pickups has to name a file of rides');
  return {
    pickups,
    drivers: wholeIn('--drivers', drivers, 1, 100_000),
    hours: wholeIn('--hours', hours, 1, 24 * 31),
    seed: wholeIn('--seed', seed, 0, 1e9),
    ...(from === undefined ? {} : { fromMs: Date.parse(instantIn(from)) }),
  };
}

export interface SimulationFlags extends CityFlags {
  readonly strategy?: string;
  readonly forwardDispatch?: string;
}

/** @throws BadUsage naming the option */
export function simulationOf({
  strategy = 'batch-v1',
  forwardDispatch = '100',
  ...flags
}: SimulationFlags): SimulationOptions {
  return {
    ...cityOf(flags, { drivers: '400', hours: '24' }),
    strategy: strategyIn(strategy),
    forwardDispatch: wholeIn('--forward-dispatch', forwardDispatch, 0, 100) / 100,
  };
}

function strategyIn(text: string): DispatchStrategy {
  const strategy = STRATEGY_NAMES.find((name) => name === text);
  if (strategy) return strategy;
  throw new BadUsage(`--strategy has to be one of ${STRATEGY_NAMES.join(', ')}`);
}
