import { MultiBar, type SingleBar } from 'cli-progress';
import type { Reached, Report } from '../read/engine/rebuild/progress';

const TOLD_EVERY_MS = 1000;
const FORMAT = '{bar} {percentage}% | {words}';

/** Shows how far a rebuild is, and takes the display down again. */
export interface ProgressDisplay {
  readonly show: Report;
  end(): void;
}

interface Wanted {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/**
 * Live lines on a terminal, one for each read model. Elsewhere nothing, or with `watch` a line for every phase and every
 * second: for programs a JSON object on stdout, for people on stderr.
 */
export function progressOn(
  stream: NodeJS.WriteStream,
  { json = false, watch = false }: Wanted,
): ProgressDisplay {
  if (!json && stream.isTTY) return liveLines(stream);
  if (!watch) return { show: () => undefined, end: () => undefined };
  if (json) return lines((reached) => console.log(JSON.stringify({ progress: reached })));
  return lines((reached) => stream.write(`${inWords(reached)}\n`));
}

function liveLines(stream: NodeJS.WriteStream): ProgressDisplay {
  const bars = new MultiBar({ format: FORMAT, stream, hideCursor: true, fps: 5 });
  const shown = new Map<string, SingleBar>();
  return {
    show(reached) {
      const { readModel, events, of } = reached;
      const payload = { words: inWords(reached) };
      const bar = shown.get(readModel) ?? bars.create(of, events, payload);
      shown.set(readModel, bar);
      bar.setTotal(of);
      bar.update(events, payload);
    },
    end: () => bars.stop(),
  };
}

function lines(tell: Report): ProgressDisplay {
  const told = new Map<string, { readonly phase: string; readonly at: number }>();
  return {
    show(reached) {
      const { readModel, phase } = reached;
      const [last, at] = [told.get(readModel), performance.now()];
      if (last?.phase === phase && at - last.at < TOLD_EVERY_MS) return;
      told.set(readModel, { phase, at });
      tell(reached);
    },
    end: () => undefined,
  };
}

function inWords({ readModel, phase, events, of, left, rate, eta, ...reached }: Reached): string {
  const { eventTime, parked } = reached;
  return [
    `${readModel}: ${phase}, ${events} of ${left === null ? 'unknown' : of} events`,
    `${Math.round(rate)}/s`,
    eta === null ? 'ETA unknown' : `ETA ${Math.ceil(eta)} s`,
    ...(eventTime === null ? [] : [`at ${eventTime}`]),
    ...(parked === 0 ? [] : [`${parked} parked`]),
  ].join(', ');
}
