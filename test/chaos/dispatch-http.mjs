// Many trips, few drivers, and everything that can come between an offer and its trip at the same moment, over HTTP against
// a whole server that matches by itself. Every answer is a success or a refusal with a known code, and once all is at rest
// the log holds every invariant: nobody has two trips, nothing is held for nobody.
//
//   node test/chaos/dispatch-http.mjs [--seed N] [--runs N] [--drivers N] [--keep]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RacingCrowd } from './racing-crowd.mjs';
import { freePort, Server } from './server.mjs';
import { Tally } from './tally.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
    drivers: { type: 'string', default: '60' },
    keep: { type: 'boolean', default: false },
  },
});
const [seed, runs, drivers] = [values.seed, values.runs, values.drivers].map(Number);
const tally = new Tally();
/** More trips than drivers, so that there is something to fight for. */
const AT_ONCE = Math.ceil(drivers * 1.2);
const LOOKED_EVERY_MS = 20;
/** The longest that a search may last, and what it leaves behind. */
const REST_MS = 240_000;
/** A machine that is busy with all of this at once may take longer; how long it took is told. */
const NOT_IN_A_HURRY = 'assigned-within-2s';

process.env.HAILSTREAM_ROLES = 'write,read,process,dispatch';

async function races(crowd) {
  const began = Date.now();
  for (let number = 1; number <= runs; number++) {
    while (crowd.underway >= AT_ONCE) await pause(LOOKED_EVERY_MS);
    await crowd.race(number, seed);
  }
  const deadline = Date.now() + REST_MS;
  while (crowd.underway > 0 && Date.now() < deadline) await pause(LOOKED_EVERY_MS);
  return (Date.now() - began) / 1000;
}

/** What the log says, once nothing is open in it any more, or nothing helps. */
async function auditAtRest(server) {
  const deadline = Date.now() + REST_MS / 6;
  for (;;) {
    const audit = await auditOf(server);
    const isOpen = Object.values(audit.invariants).some(({ open }) => open > 0);
    if ((!isOpen && faultsIn(audit).length === 0) || Date.now() > deadline) return audit;
    await pause(2000);
  }
}

async function auditOf(server) {
  const args = ['audit', 'invariants', '--json', '--max-shown', '1000'];
  const said = await server.cli(...args).catch((error) => error.message);
  return JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1));
}

function faultsIn({ findings, invariants }) {
  const broken = findings.filter(({ invariant }) => invariant !== NOT_IN_A_HURRY);
  const open = Object.entries(invariants).filter(([, count]) => count.open > 0);
  return [
    ...broken.map(
      (each) => `${each.invariant} at ${each.position} in ${each.stream}: ${each.what}`,
    ),
    ...open.map(([name, count]) => `${name} is left open ${count.open} times`),
  ];
}

function judge(audit, seconds, crowd) {
  const { invariants, events, committedToAssignedMs: delays } = audit;
  const listed = (map) => [...map].map(([name, count]) => `${count} ${name}`).join(', ');
  console.log(`Plots: ${listed(crowd.plots)}`);
  console.log(`Refusals: ${listed(crowd.refusals)}`);
  console.log(`${events} events, ${invariants['assigned-is-committed'].checked} assignments`);
  console.log(
    `${runs} interleavings in ${seconds.toFixed(1)} s, ${(runs / seconds).toFixed(1)} a second`,
  );
  console.log(
    `From commitment to assignment: p50 ${delays.p50} ms, p99 ${delays.p99} ms, ${invariants[NOT_IN_A_HURRY].broken} longer than 2 s`,
  );
  tally.check('every answer was a success or a typed refusal', crowd.failures);
  const forgotten = crowd.underway > 0 ? [`${crowd.underway} are underway`] : [];
  tally.check('every trip came to its end', forgotten);
  const unchecked =
    invariants['assigned-is-committed'].checked === 0 ? ['nobody was assigned'] : [];
  tally.check('every invariant holds in the log', [...unchecked, ...faultsIn(audit)]);
}

async function main() {
  console.log(`Seed ${seed}, ${runs} interleavings, ${drivers} drivers`);
  const directory = await mkdtemp(join(tmpdir(), 'hailstream-races-'));
  const server = new Server(directory, await freePort());
  server.spawn();
  try {
    await server.listening();
    const { eventStoreUrl } = await server.stores();
    const crowd = await RacingCrowd.at(server.url, directory, eventStoreUrl);
    try {
      await crowd.drivers(drivers);
      const seconds = await races(crowd);
      judge(await auditAtRest(server), seconds, crowd);
    } finally {
      await crowd.close();
    }
  } finally {
    await server.kill();
    if (values.keep) console.log(`Kept ${directory}`);
    else await rm(directory, { recursive: true, force: true });
  }
}

await tally.of(main);
