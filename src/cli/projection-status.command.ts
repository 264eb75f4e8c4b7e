import { setTimeout as pause } from 'node:timers/promises';
import { Option, SubCommand } from 'nest-commander';
import type { Projection } from '../read/engine/projection';
import { AnsweringCommand, type Reporting } from './answering-command';
import { untilInterrupted } from './interruption';
import { chosen } from './projection-choice';
import { withEngine, type Engine } from './projection-engine';
import { statusInWords, statusOf, type Status } from './projection-status';
import { refuse } from './refusals';

const LOOKED_EVERY_MS = 1000;
const CLEAR = '\x1b[2J\x1b[H';

interface Flags extends Reporting {
  readonly watch?: boolean;
}

@SubCommand({
  name: 'status',
  arguments: '[names...]',
  description: 'Which build answers for each, how far it has got, who keeps it, and what waits',
})
export class ProjectionStatusCommand extends AnsweringCommand {
  async run(names: string[], { json = false, watch = false }: Flags): Promise<void> {
    try {
      const projections = chosen(names, names.length === 0);
      if (watch) await shown(projections, json);
      else console.log(await withEngine((engine) => told(projections, engine, json)));
    } catch (error) {
      refuse(error, json);
    }
  }

  @Option({ flags: '--watch', description: 'until Ctrl-C; with --json, one line for every change' })
  watch(): boolean {
    return true;
  }
}

async function told(
  projections: readonly Projection<object>[],
  engine: Engine,
  json: boolean,
): Promise<string> {
  const statuses: Status[] = [];
  for (const projection of projections) statuses.push(await statusOf(projection, engine));
  if (json) return JSON.stringify({ projections: statuses });
  return statuses.flatMap(statusInWords).join('\n');
}

/** Shows what changes until Ctrl-C, which is how it is meant to end. */
async function shown(projections: readonly Projection<object>[], json: boolean): Promise<void> {
  const clear = process.stdout.isTTY && !json ? CLEAR : '';
  const show = async (engine: Engine, signal: AbortSignal) => {
    for (let last = ''; !signal.aborted;) {
      const text = await told(projections, engine, json);
      if (text !== last) process.stdout.write(`${clear}${text}\n`);
      last = text;
      await pause(LOOKED_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  await untilInterrupted((signal) => withEngine((engine) => show(engine, signal)));
}
