import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { Benchmark, Figure } from './benchmark';
import { commands } from './commands';
import { hardware } from './hardware';
import { live } from './live';
import { rebuilding } from './rebuild';
import { header, keep, line } from './report';
import { zones } from './zones';

const benchmarks: readonly Benchmark[] = [commands, live, rebuilding, zones];

/** `npm run bench -- [name…] [--events N] [--seconds N]` */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      events: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '5' },
    },
  });
  const options = { events: Number(values.events), seconds: Number(values.seconds) };
  const measured = new Map<string, readonly Figure[]>();
  const { cpu, cores, memoryGiB, node } = hardware();
  console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}\n\n${header}`);
  for (const { name, run } of chosen(positionals)) {
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
