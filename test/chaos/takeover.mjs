/* global AbortController, fetch */
// Two processes could match the city, one does; it is killed over and over again while riders ask and drivers accept.
// Afterwards, from the log alone: nobody was asked twice at once, nobody was forgotten, matching went on within seconds.
//
//   node test/chaos/takeover.mjs [--kills N] [--drivers N]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import keysModule from '../../dist/src/shared/identity/local-keys.js';
import { Child } from './child.mjs';
import { CityCrowd } from './city-crowd.mjs';
import { root } from './paths.mjs';
import { Tally } from './tally.mjs';
import { TwoStores } from './two-stores.mjs';
import {
  forgottenIn,
  offersIn,
  offeredTwiceIn,
  twiceAssignedIn,
  waitsIn,
} from './takeover-verdict.mjs';

const MAIN = join(root, 'dist', 'src', 'main.js');
const DISPATCHERS = 2;
const REQUESTED_EVERY_MS = 250;
/** A leader goes on for so long before it dies. */
const LEADS_MS = 2500;
const TAKEN_OVER_WITHIN_MS = 5000;
/** For the last to be asked, and to be answered. */
const LAST_MS = 60_000;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    drivers: { type: 'string', default: '40' },
  },
});
const [kills, drivers] = [values.kills, values.drivers].map(Number);
const tally = new Tally();

/** The processes that could match the city. */
class Dispatchers {
  #environment;
  #children = [];

  static async of(environment) {
    const dispatchers = new Dispatchers();
    dispatchers.#environment = environment;
    for (let index = 0; index < DISPATCHERS; index++) await dispatchers.start(index);
    return dispatchers;
  }

  async start(index) {
    const env = { ...this.#environment, HAILSTREAM_ROLES: 'dispatch', PORT: '0' };
    const child = new Child(`dispatcher ${index}`, [MAIN], env);
    this.#children[index] = { child, url: await child.url() };
  }

  /** Once one does. */
  async leading() {
    for (;;) {
      for (const [index, { url }] of this.#children.entries()) {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        if (/^hailstream_dispatch_leads\{region="nyc"\} 1$/m.test(metrics)) return index;
      }
      await pause(20);
    }
  }

  async kill(index) {
    await this.#children[index].child.signal('SIGKILL');
  }

  async close() {
    await Promise.all(this.#children.map(({ child }) => child.signal('SIGKILL')));
  }
}

/** @returns when the leaders died, ms since 1970 */
async function killLeaders(dispatchers) {
  const died = [];
  while (died.length < kills) {
    const index = await dispatchers.leading();
    await pause(LEADS_MS);
    await dispatchers.kill(index);
    died.push(Date.now());
    await dispatchers.start(index);
  }
  await dispatchers.leading();
  return died;
}

async function keepAsking(crowd, until) {
  for (let number = 1; !until.aborted; number++) {
    await crowd.request(number);
    await pause(REQUESTED_EVERY_MS, undefined, { signal: until }).catch(() => undefined);
  }
}

async function main() {
  const directory = await mkdtemp(join(tmpdir(), 'hailstream-takeover-'));
  const stores = await TwoStores.in(directory);
  const { jwksUrl } = await keysModule.LocalKeys.in(join(directory, 'identity'));
  const environment = {
    ...stores.environment,
    JWKS_URL: jwksUrl,
    HAILSTREAM_DATA: directory,
  };
  const others = { ...environment, HAILSTREAM_ROLES: 'write,process', PORT: '0' };
  const door = new Child('door', [MAIN], others);
  const url = await door.url();
  const dispatchers = await Dispatchers.of(environment);
  const { EVENTSTORE_URL: eventStoreUrl } = stores.environment;
  const crowd = await CityCrowd.at(url, directory, eventStoreUrl);
  try {
    await crowd.drivers(drivers);
    const enough = new AbortController();
    const asking = keepAsking(crowd, enough.signal);
    const died = await killLeaders(dispatchers).finally(() => enough.abort());
    await asking;
    judge(await atRest(eventStoreUrl, crowd.requested), died, crowd);
  } finally {
    await crowd.close();
    await Promise.all([dispatchers.close(), door.signal('SIGKILL')]);
    await stores.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The log, once nobody waits for a driver any more, or nothing helps. */
async function atRest(eventStoreUrl, requested) {
  const deadline = Date.now() + LAST_MS;
  for (;;) {
    const events = await offersIn(eventStoreUrl);
    if (forgottenIn(events, requested).length === 0 || Date.now() > deadline) return events;
    await pause(500);
  }
}

function judge(events, died, { requested, refusals, failures }) {
  const waits = waitsIn(events, died).sort((a, b) => a - b);
  const seconds = (ms) => (ms / 1000).toFixed(1);
  const refused = [...refusals].map(([code, count]) => `${count} ${code}`).join(', ');
  console.log(
    `${died.length} kills; ${requested.length} requests; refused: ${refused || 'none'}; from a death to the next ` +
      `offer: median ${seconds(waits[waits.length >> 1])} s, longest ${seconds(waits.at(-1))} s`,
  );
  tally.check('nobody was told anything but what a race explains', failures);
  tally.check(
    'no driver had two offers at once, and no trip two of its own',
    offeredTwiceIn(events),
  );
  tally.check('no driver had two trips, and no trip two drivers', twiceAssignedIn(events));
  tally.check('no request was forgotten', forgottenIn(events, requested));
  tally.check(
    `matching went on within ${TAKEN_OVER_WITHIN_MS / 1000} s of every death`,
    waits.filter((ms) => ms > TAKEN_OVER_WITHIN_MS).map((ms) => `${seconds(ms)} s`),
  );
}

await tally.of(main);
