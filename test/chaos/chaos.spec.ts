import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const chaos = join(__dirname, 'chaos.mjs');

/** The short forms of `npm run chaos`. */
const PROGRAMS = [
  [
    'a process killed in the midst of a replay loses and repeats nothing',
    ['replay', '--seed', '3', '--kills', '3', '--trips', '20'],
  ],
  [
    'policies and timers killed between any two steps miss nothing and do nothing twice',
    ['processes', '--seed', '5', '--kills', '6', '--trips', '20'],
  ],
  [
    'two processes that share no memory leave legal histories, and refuse on nothing stale',
    ['race', '--seed', '7', '--seconds', '3', '--trips', '60'],
  ],
  [
    'read models whose writers die and whose stores go away are a plain fold of the log',
    ['read', '--seed', '3', '--runs', '1', '--trips', '16'],
  ],
  [
    'whatever comes between an offer and its trip, nobody has two and nobody is forgotten',
    ['dispatch', '--seed', '1', '--runs', '1000'],
  ],
  [
    'offers and trips fought over by HTTP leave a log in which every invariant holds',
    ['dispatch-http', '--seed', '1', '--runs', '60', '--drivers', '30'],
  ],
  [
    'a city whose leader dies is matched by the next within seconds, and nobody is asked twice',
    ['takeover', '--kills', '2', '--drivers', '10'],
  ],
] as const;

describe('chaos', () => {
  it.each(PROGRAMS)(
    '%s',
    async (_, args) => {
      const run = promisify(execFile)(process.execPath, [chaos, ...args]);
      const { stdout } = await run.catch((failed: unknown) => failed as { stdout: string });
      expect(stdout.trimEnd()).toMatch(/[1-9]\d* passed, 0 failed$/);
    },
    120_000,
  );
});
