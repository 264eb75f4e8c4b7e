import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';

const CATEGORY_LINKS = '$ce-s';
/** In milliseconds, for links to events of rounds without them. */
const LONGEST_LINKING = 60_000;

/** @throws Error that says what does not hold */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** What a node holds after its crashes. */
export interface Log {
  keys: [stream: string, type: string, key: string][];
  positions: Map<number, bigint>;
  /** What was appended, as links name it, and what the links to it name. */
  appended: string[];
  linked: string[];
}

async function readLog(client: EventStoreDBClient): Promise<Log> {
  const log: Log = { keys: [], positions: new Map(), appended: [], linked: [] };
  let last = -1n;
  for await (const { event } of client.readAll()) {
    check(event !== undefined, 'an event does not read back');
    check(event.position.commit > last, 'a position does not grow');
    last = event.position.commit;
    const { streamId, type, revision } = event;
    log.keys.push([streamId, type, `${streamId}@${revision.toString()}`]);
    if (streamId === CATEGORY_LINKS)
      log.linked.push(Buffer.from(event.data as Uint8Array).toString());
    if (streamId.startsWith('$')) continue;
    const { n } = event.data as { n: number };
    check(!log.positions.has(n), `event ${n} is there twice`);
    log.positions.set(n, last);
    log.appended.push(`${revision.toString()}@${streamId}`);
  }
  return log;
}

/** The log once the node has added the links that were missing when it started. */
export async function readLinkedLog(client: EventStoreDBClient): Promise<Log> {
  const until = Date.now() + LONGEST_LINKING;
  for (;;) {
    const log = await readLog(client);
    if (log.linked.length >= log.appended.length || Date.now() > until) return log;
    await sleep(100);
  }
}
