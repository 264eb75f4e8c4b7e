import { runInThisContext, Script } from 'node:vm';
import { timeLeft } from '../deadline';
import { MongoError } from '../errors';

/** How long matching one value may take when a pattern may backtrack; the whole query has `maxTimeMS`. */
const LONGEST_MS = 250;
/** Steps that are too few to matter, however a simple pattern backtracks. */
const FEW_STEPS = 1_000_000;

function limitExceeded(): MongoError {
  return new MongoError(
    'Location51156',
    'Error occurred while executing the regular expression. Result code: match limit exceeded',
  );
}

const quantifiers = new Map<string, number>();

/** How many times `text` may be gone over again: unbounded for repeated groups and back references. */
function degreeOf({ source }: RegExp): number {
  const known = quantifiers.get(source);
  if (known !== undefined) return known;
  const plain = source.replace(/\\[^\dk]/g, 'x').replace(/\[[^\]]*\]/g, 'x');
  const hard = /\)[*+{?]|\\[\dk]|\(\?[=!<]/.test(plain);
  const degree = hard ? Infinity : 1 + (plain.match(/[*+{]/g) ?? []).length;
  if (quantifiers.size > 1_000) quantifiers.clear();
  quantifiers.set(source, degree);
  return degree;
}

interface Job {
  run?: (() => unknown) | undefined;
}
/** What the script of the time box is to do: it has no other way to be handed anything. */
const job: Job = {};
const install = runInThisContext(
  '(job) => { globalThis[Symbol.for("embedded-mongodb.job")] = job; }',
) as (job: Job) => void;
install(job);
const timeBox = new Script('globalThis[Symbol.for("embedded-mongodb.job")].run()');

function boxed<R>(run: () => R): R {
  const timeout = Math.max(1, Math.ceil(Math.min(LONGEST_MS, timeLeft())));
  job.run = run;
  try {
    return timeBox.runInThisContext({ timeout }) as R;
  } catch (error) {
    const { code } = error as { code?: string };
    throw code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? limitExceeded() : error;
  } finally {
    job.run = undefined;
  }
}

/** Matches `text` within bounds: a pattern that might hang the node runs in a box of time. */
export function safely<R>(pattern: RegExp, text: string, run: () => R): R {
  const steps = Math.max(text.length, 2) ** degreeOf(pattern);
  return steps <= FEW_STEPS || (degreeOf(pattern) <= 2 && text.length < 4_000) ? run() : boxed(run);
}

/** pattern.test(text). Throws Location51156 when it takes too long. */
export function safeTest(pattern: RegExp, text: string): boolean {
  return safely(pattern, text, () => pattern.test(text));
}
