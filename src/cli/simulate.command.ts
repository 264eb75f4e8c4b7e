import { Command, Option } from 'nest-commander';
import { simulate, type Simulated } from '../simulation/simulate';
import { simulationOf, type SimulationFlags } from '../simulation/simulation-flags';
import type { Reporting } from './answering-command';
import { CityCommand } from './city-command';

@Command({
  name: 'simulate',
  description:
    'A city of real rides and simulated drivers, by the rules of production on a virtual clock; 400 drivers for 24 hours unless said otherwise. Exits with 0 done, 1 failed, 2 bad usage',
})
export class SimulateCommand extends CityCommand {
  run(_: string[], { json, ...flags }: Reporting & SimulationFlags): Promise<void> {
    const work = () => simulate(simulationOf(flags));
    return this.answered(json === undefined ? {} : { json }, work, inWords);
  }

  @Option({ flags: '--strategy <name>', description: 'nearest, greedy-v1 or batch-v1 (batch-v1)' })
  strategy(text: string): string {
    return text;
  }

  @Option({
    flags: '--forward-dispatch <percent>',
    description: 'of the drivers, who take a trip before the one under way has ended (100)',
  })
  forwardDispatch(text: string): string {
    return text;
  }
}

function inWords(found: Simulated): string[] {
  const { requests, matched, matchRate, pickupEtaS, waitS, msPerTick } = found;
  const unfulfilled = Object.entries(found.unfulfilled).map(([why, count]) => `${count} ${why}`);
  return [
    `${found.strategy}, ${found.drivers} drivers, ${found.hours} h, seed ${found.seed}: ${found.speed} times as fast as life`,
    `${requests} requests, ${matched} matched (${percent(matchRate)}), ${found.completed} completed`,
    `not fulfilled: ${unfulfilled.join(', ') || 'none'}`,
    `to the pickup ${pickupEtaS.mean} s (p50 ${pickupEtaS.p50}, p95 ${pickupEtaS.p95}), from the request ${waitS.mean} s`,
    `${found.deadheadKm} km without passengers, ${percent(found.utilisation)} of the time with, Gini of earnings ${found.earningsGini}`,
    `${found.events} events; a tick p50 ${msPerTick.p50} ms, p99 ${msPerTick.p99} ms`,
  ];
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
