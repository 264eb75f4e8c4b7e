import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { followers, type Follower } from './crash-followers';
import { check, readLinkedLog, type Log } from './crash-log';
import { startProcess } from './server-process';

const ROUNDS = Number(process.argv[2] ?? 50);
const IN_FLIGHT = 64;
const EVENTS_PER_APPEND = 3;
const STREAMS = 7;
const LINKS_OPTION = '--system-links';
const SHORTEST_LIFE = 150;
const LONGEST_LIFE = 500;

/** The numbers of the first events of appends that were acknowledged, each with the position it was told. */
type Acknowledged = Map<number, bigint>;

async function writeUntilKilled(
  directory: string,
  round: number,
  following: Follower[],
  acknowledged: Acknowledged,
): Promise<void> {
  // Every other round goes without links, so that the next is killed while it makes up for them.
  const options = round % 2 === 0 ? [LINKS_OPTION] : [];
  const [child, connectionString] = await startProcess(directory, ...options);
  const client = EventStoreDBClient.connectionString(connectionString);
  for (const follower of following) follower.follow(client);
  let next = round * 1_000_000;
  const write = async (): Promise<never> => {
    for (;;) {
      const first = next;
      next += EVENTS_PER_APPEND;
      const events = Array.from({ length: EVENTS_PER_APPEND }, (_, n) =>
        jsonEvent({ type: (first + n) % 2 === 1 ? 'Odd' : 'Even', data: { n: first + n } }),
      );
      const { position } = await client.appendToStream(`s-${first % STREAMS}`, events);
      acknowledged.set(first, position?.commit ?? 0n);
    }
  };
  const writing = Promise.allSettled(Array.from({ length: IN_FLIGHT }, write));
  const exited = once(child, 'exit');
  await sleep(SHORTEST_LIFE + Math.random() * (LONGEST_LIFE - SHORTEST_LIFE));
  child.kill('SIGKILL');
  await Promise.all([exited, writing]);
  // Not awaited: it waits for subscriptions that ended with the process.
  void client.dispose();
}

function checkLinks({ appended, linked }: Log): void {
  check(linked.length === appended.length, `${appended.length} events, ${linked.length} links`);
  const inOrder = linked.every((target, n) => target === appended[n]);
  check(inOrder, 'the links have another order than the events');
}

function checkAppends({ positions }: Log, acknowledged: Acknowledged): void {
  for (const [first, position] of acknowledged) {
    check(positions.has(first), `acknowledged event ${first} is lost`);
    const last = positions.get(first + EVENTS_PER_APPEND - 1);
    check(last === position, `append ${first} is not where it was said to be`);
  }
  for (const n of positions.keys()) {
    const first = n - ((n % 1_000_000) % EVENTS_PER_APPEND);
    for (let m = 0; m < EVENTS_PER_APPEND; m++) {
      check(positions.has(first + m), `append ${first} is torn`);
    }
  }
}

async function checkFollowers(log: Log, following: Follower[], client: EventStoreDBClient) {
  for (const follower of following) {
    const wanted = log.keys.filter(([stream, type]) => follower.wants(stream, type));
    follower.follow(client);
    while (follower.seen.length < wanted.length) await sleep(10);
    const same = wanted.every(([, , key], n) => follower.seen[n] === key);
    check(same && follower.seen.length === wanted.length, `${follower.name} saw another order`);
  }
}

/** Starts the node once more, and holds what it has to all that was acknowledged and seen. */
async function examine(
  directory: string,
  following: Follower[],
  acknowledged: Acknowledged,
): Promise<Log> {
  const [child, connectionString] = await startProcess(directory, LINKS_OPTION);
  try {
    const client = EventStoreDBClient.connectionString(connectionString);
    const log = await readLinkedLog(client);
    checkAppends(log, acknowledged);
    checkLinks(log);
    await checkFollowers(log, following, client);
    return log;
  } finally {
    child.kill('SIGKILL');
  }
}

async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-eventstoredb-crash-'));
  const following = followers();
  const acknowledged: Acknowledged = new Map();
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      await writeUntilKilled(directory, round, following, acknowledged);
    }
    const log = await examine(directory, following, acknowledged);
    const seen = following.map(({ name, seen }) => `${name} ${seen.length}`).join(', ');
    console.log(
      `${ROUNDS} kills: ${acknowledged.size} appends acknowledged, all there; ` +
        `${log.positions.size} events, none twice, none torn, ${log.linked.length} links; ` +
        `seen once and in order: ${seen}`,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
