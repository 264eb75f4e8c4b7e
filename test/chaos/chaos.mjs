// `npm run chaos -- [replay|processes|race|read|one-writer|dispatch|dispatch-http|takeover] [options]`; the replay when none is named.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const PROGRAMS = {
  replay: 'run.mjs',
  processes: 'processes.mjs',
  race: 'race.mjs',
  read: 'read-engine.mjs',
  'one-writer': 'one-writer.mjs',
  dispatch: 'dispatch-races.mjs',
  'dispatch-http': 'dispatch-http.mjs',
  takeover: 'takeover.mjs',
};

const [first = '', ...others] = process.argv.slice(2);
const isOption = first === '' || first.startsWith('-');
const name = isOption ? 'replay' : first;
const file = PROGRAMS[name];
if (file === undefined) {
  console.error(`${name} is none of ${Object.keys(PROGRAMS).join(', ')}`);
  process.exit(2);
}
const program = join(dirname(fileURLToPath(import.meta.url)), file);
const options = isOption ? process.argv.slice(2) : others;
const { status } = spawnSync(process.execPath, [program, ...options], { stdio: 'inherit' });
process.exit(status ?? 1);
