import { MongoError } from './errors';

/** The clock is asked only at every so many steps. */
const STEPS = 64;

/** When what is being computed right now has to be over, in milliseconds of performance.now(). */
let current = Infinity;
let steps = 0;

function expired(): MongoError {
  return new MongoError('MaxTimeMSExpired', 'operation exceeded time limit');
}

/** Called within everything that may take long. Throws MaxTimeMSExpired. */
export function checkTime(): void {
  if (current === Infinity || ++steps % STEPS !== 0) return;
  if (performance.now() > current) throw expired();
}

export function timeLeft(): number {
  return current - performance.now();
}

/** What `work` does before it first waits has to be over at `until`. */
function runUntil<R>(until: number, work: () => R): R {
  const before = current;
  current = until;
  try {
    if (performance.now() > until) throw expired();
    return work();
  } finally {
    current = before;
  }
}

/** Limits what `work` does before it first waits to so many milliseconds; 0 for no limit. */
export function limited<R>(ms: number, work: () => R): R {
  return ms === 0 ? work() : runUntil(performance.now() + ms, work);
}

/** Takes the limit of now along to what is done later. */
export function withinTime(): {
  run<R>(work: () => R): R;
  /** Waits for `event`. Throws MaxTimeMSExpired. */
  wait(event: Promise<void>): Promise<void>;
} {
  const until = current;
  if (until === Infinity) return { run: (work) => work(), wait: (event) => event };
  return {
    run: (work) => runUntil(until, work),
    wait: async (event) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(expired()), Math.max(0, until - performance.now()));
      });
      try {
        await Promise.race([event, late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
