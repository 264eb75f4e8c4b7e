import { SingleBar } from 'cli-progress';
import type { Progress } from './replay';

const LINE_EVERY_MS = 5000;
const REDRAWN_EVERY_MS = 100;
const PARTS = 1000;

/** Shows how far a replay is, and takes the display down again. */
export interface ProgressDisplay {
  show(progress: Progress): void;
  end(): void;
}

/** One live line on a terminal, a line every few seconds elsewhere; always on stderr, which is not for programs. */
export function progressOn(stream: NodeJS.WriteStream): ProgressDisplay {
  return stream.isTTY ? liveLine(stream) : plainLines(stream);
}

export const noProgress: ProgressDisplay = { show: () => undefined, end: () => undefined };

function liveLine(stream: NodeJS.WriteStream): ProgressDisplay {
  const format = '{bar} {percentage}% | {words} | ETA {eta_formatted}';
  const bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: false, fps: 5 });
  const beganAt = Date.now();
  const isDue = every(REDRAWN_EVERY_MS);
  let last: Progress | undefined;
  const draw = (progress: Progress) =>
    bar.update(Math.floor(progress.done * PARTS), wordsOf(progress, beganAt));
  bar.start(PARTS, 0, { words: 'reading' });
  return {
    show(progress) {
      last = progress;
      if (isDue()) draw(progress);
    },
    end() {
      if (last) draw(last);
      bar.stop();
    },
  };
}

function plainLines(stream: NodeJS.WriteStream): ProgressDisplay {
  const beganAt = Date.now();
  const isDue = every(LINE_EVERY_MS);
  return {
    show(progress) {
      if (!isDue()) return;
      const percent = Math.floor(progress.done * 100);
      stream.write(`${percent}% | ${wordsOf(progress, beganAt).words}\n`);
    },
    end: () => undefined,
  };
}

/** Progress is told thousands of times a second. */
function every(ms: number): () => boolean {
  let dueAt = Date.now() + ms;
  return () => {
    if (Date.now() < dueAt) return false;
    dueAt = Date.now() + ms;
    return true;
  };
}

function wordsOf({ requested, commands, events, at }: Progress, beganAt: number) {
  const seconds = Math.max(0.001, (Date.now() - beganAt) / 1000);
  const rate = Math.round(commands / seconds);
  return { words: `${requested} trips, ${events} events, ${rate} commands/s, at ${at}` };
}
