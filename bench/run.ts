import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { Benchmark, Figure } from './benchmark';
import { commands } from './commands';
import { dispatch } from './dispatch';
import { hardware } from './hardware';
import { live } from './live';
import { offers } from './offers';
import { pings } from './pings';
import { rebuilding } from './rebuild';
import { header, keep, line } from './report';
import { schemaAudit } from './schema-audit';
import { strategies } from './strategies';
import { timers } from './timers';
import { zones } from './zones';

const benchmarks: readonly Benchmark[] = [
  ...[commands, timers, live, rebuilding, schemaAudit, zones],
  ...[dispatch, pings, offers, strategies],
];
const EVENTS = 100_000;

/** `npm run bench -- [name…] [--events N] [--seconds N] [--timers N] [--seeds N]` */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      events: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      timers: { type: 'string', default: '1000000' },
      seeds: { type: 'string', default: '3' },
    },
  });
  const measured = new Map<string, readonly Figure[]>();
  const { cpu, cores, memoryGiB, node } = hardware();
  console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}\n\n${header}`);
  for (const { name, run, events = EVENTS } of chosen(positionals)) {
    const options = {
      events: Number(values.events ?? events),
      seconds: Number(values.seconds),
      timers: Number(values.timers),
      seeds: Number(values.seeds),
    };
    const figures = await run(options);
    measured.set(name, figures);
    for (const figure of figures) console.log(line(figure));
  }
  await keep(measured);
}

function chosen(names: readonly string[]): readonly Benchmark[] {
  const unknown = names.find((name) => !benchmarks.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new Error(`${unknown} is none of ${benchmarks.map(({ name }) => name).join(', ')}`);
  }
  return benchmarks.filter(({ name }) => names.length === 0 || names.includes(name));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
