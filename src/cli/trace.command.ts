import { Command, Option } from 'nest-commander';
import { NothingToDo } from '../read/engine/rebuild/rebuild.errors';
import { parsePosition, type LogPosition } from '../shared/kernel/log-position';
import { isOfTheEngine, type EventStore } from '../shared/event-store/event-store';
import { causationOf } from '../trace/causation';
import { inOrder, toldIn, toldOf, type Told } from '../trace/told';
import { traceInWords } from '../trace/trace-words';
import { AnsweringCommand, type Reporting } from './answering-command';
import { EXIT } from './exit-codes';
import { withReaders, type Readers } from './trace-readers';

const TOLD_EVERY = 100_000;

interface TraceOptions extends Reporting {
  readonly all?: boolean;
  readonly from?: LogPosition;
}

@Command({
  name: 'trace',
  description: 'What followed from what: commands, events, policies, and who has read them',
  arguments: '<correlationId|tripId>',
})
export class TraceCommand extends AnsweringCommand {
  run([id = '']: string[], options: TraceOptions): Promise<void> {
    const work = () =>
      withReaders(async (readers) => {
        const told = await storyOf(readers, id, options);
        // Policies and read models read the facts; what the engine keeps for itself brings none of them on.
        const last = told.findLast(({ stream }) => !isOfTheEngine(stream)) ?? told.at(-1);
        if (!last) throw new NothingToDo(`The log tells nothing of ${id}`);
        const reached = await readers.reachedBy(last.position);
        return { id, roots: causationOf(told), readers: reached };
      });
    return this.answered(options, work, ({ roots, readers }) => traceInWords(roots, readers));
  }

  @Option({ flags: '--all', description: 'of a trip, also what other streams tell: reads the log' })
  all(): boolean {
    return true;
  }

  @Option({ flags: '--from <position>', description: 'where in the log to begin to look' })
  from(text: string): LogPosition {
    const position = parsePosition(text);
    if (position) return position;
    console.error(`${text} is not a position, which is <commit>/<prepare>`);
    process.exit(EXIT.usage);
  }
}

/** A trip is found by the names of its streams; a correlation only by reading the log. */
async function storyOf(
  { store, policies }: Readers,
  id: string,
  { all = false, from }: TraceOptions,
): Promise<Told[]> {
  const streams = policies.map((name) => `process-${name}-${id}`);
  const own = await toldIn(store, [`trip-${id}`, ...streams]);
  if (own.length > 0 && !all) return own;
  const ids = new Set([id, ...own.map(({ correlationId }) => correlationId)]);
  return inOrder([...own, ...(await lookedUp(store, ids, from))]);
}

function lookedUp(store: EventStore, ids: ReadonlySet<string>, from?: LogPosition) {
  let next = TOLD_EVERY;
  return toldOf(store, ids, from, (events) => {
    if (events < next) return;
    console.error(`${events} events looked at`);
    next += TOLD_EVERY;
  });
}
