// Processes that share nothing but the log send conflicting commands to the same trips. Afterwards, from the log and from
// what each of them was told: every stream is a legal history, every loser was told why, nobody was told so on stale state.
//
//   node test/chaos/race.mjs [--seconds N] [--trips N] [--seed N]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEventStoreDB } from 'embedded-eventstoredb';
import { logOf } from './contents.mjs';
import { illegalIn, staleIn, unaccounted, untypedIn } from './race-verdict.mjs';
import { Tally } from './tally.mjs';

const CONTENDERS = 2;
const program = join(dirname(fileURLToPath(import.meta.url)), 'contender.mjs');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    seconds: { type: 'string', default: '60' },
    trips: { type: 'string', default: '1000' },
  },
});
const [seed, seconds, trips] = [values.seed, values.seconds, values.trips].map(Number);
const tally = new Tally();

async function contend(directory, url, index) {
  const file = join(directory, `told-${index}.json`);
  const task = { url, seed: seed + index, seconds, trips, file };
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Contender ${index} ended with ${code}`);
  return JSON.parse(await readFile(file, 'utf8'));
}

async function race() {
  const directory = await mkdtemp(join(tmpdir(), 'hailstream-race-'));
  const node = await startEventStoreDB({ port: 0, worker: true });
  try {
    const contenders = Array.from({ length: CONTENDERS }, (_, index) =>
      contend(directory, node.connectionString, index),
    );
    const tellings = (await Promise.all(contenders)).flat();
    const { streams } = await logOf({ eventStoreUrl: node.connectionString });
    return { tellings, streams: new Map([...streams].map(([name, events]) => [name, { events }])) };
  } finally {
    await node.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function judge({ tellings, streams }) {
  const count = (holds) => tellings.filter(holds).length;
  const done = count(({ events }) => events > 0);
  const lost = count(({ code }) => code === 'LOST_RACE');
  console.log(
    `${tellings.length} commands on ${streams.size} lives of ${trips} trips: ${done} done, ${lost} lost three races`,
  );
  tally.check(`all ${streams.size} streams are legal histories`, illegalIn(streams, tellings));
  tally.check(`every event is one that its sender was told of, and the other way`, [
    ...unaccounted(streams, tellings),
  ]);
  tally.check('every loser was told why, by a code', untypedIn(tellings));
  const { stale, answers } = staleIn(streams, tellings);
  tally.check(`none of ${answers} refusals was given on stale state`, stale);
}

console.log(`Seed ${seed}: ${CONTENDERS} processes for ${seconds} s`);
await tally.of(async () => judge(await race()));
