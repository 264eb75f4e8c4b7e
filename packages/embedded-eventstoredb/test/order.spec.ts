import {
  END,
  eventTypeFilter,
  START,
  type EventStoreDBClient,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { happened, start, temporaryDirectory } from './support/nodes';

const WRITERS = 32;
const WRITES = 10;
/** Three subscribers listen together. */
const LISTENERS_FIRST = 5;
const STREAMS = 5;
const MARK = 'Mark';

/** Repeatable chance (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Subscription = ReturnType<EventStoreDBClient['subscribeToAll']>;

function identity({ event }: ResolvedEvent): string {
  return `${event?.streamId ?? ''}@${event?.revision.toString() ?? ''}`;
}

/** What a subscriber saw up to its mark, which is the last event written. */
function heard(subscription: Subscription): Promise<string[]> {
  const seen: string[] = [];
  return new Promise((resolve, reject) => {
    subscription.on('error', reject);
    subscription.on('data', (resolved: ResolvedEvent) => {
      seen.push(identity(resolved));
      if (resolved.event?.type !== MARK) return;
      resolve([...seen]);
      void subscription.unsubscribe();
    });
  });
}

async function readLog(client: EventStoreDBClient): Promise<ResolvedEvent[]> {
  const log: ResolvedEvent[] = [];
  for await (const resolved of client.readAll()) log.push(resolved);
  return log;
}

describe.each([1, 2])('writers and subscribers at once (seed %d)', (seed) => {
  const directory = temporaryDirectory();

  it('everyone sees the order of the log, with no gap and no repeat', async () => {
    const { client, stop } = await start(directory);
    const below = chance(seed);
    const listeners: { saw: Promise<string[]>; wants: (event: ResolvedEvent) => boolean }[] = [];
    const listen = () => {
      const stream = `s-${below(STREAMS)}`;
      listeners.push(
        { saw: heard(client.subscribeToAll({ fromPosition: START })), wants: () => true },
        {
          saw: heard(
            client.subscribeToAll({ filter: eventTypeFilter({ prefixes: ['Odd', MARK] }) }),
          ),
          wants: ({ event }) => ['Odd', MARK].includes(event?.type ?? ''),
        },
        {
          saw: heard(client.subscribeToStream(stream, { fromRevision: START }) as Subscription),
          wants: ({ event }) => event?.streamId === stream,
        },
      );
    };
    let next = seed * 100_000;
    const write = async (): Promise<void> => {
      for (let left = WRITES; left > 0; left--) {
        const events = Array.from({ length: 1 + below(3) }, () => {
          next += 1;
          return happened(next, next % 2 === 1 ? 'Odd' : 'Even');
        });
        if (below(30) === 0) listen();
        await client.appendToStream(`s-${below(STREAMS)}`, events);
      }
    };
    for (let n = 0; n < LISTENERS_FIRST; n++) listen();
    await Promise.all(Array.from({ length: WRITERS }, write));
    listen();
    for (let stream = 0; stream < STREAMS; stream++) {
      await client.appendToStream(`s-${stream}`, happened(++next, MARK));
    }

    const log = await readLog(client);
    const positions = log.map(({ event }) => event?.position?.commit ?? 0n);
    expect(positions.every((at, n) => n === 0 || at > (positions[n - 1] ?? at))).toBe(true);
    expect(new Set(log.map(identity)).size).toBe(log.length);
    for (const { saw, wants } of listeners) {
      const wanted = log.filter(wants);
      const end = wanted.findIndex(({ event }) => event?.type === MARK);
      expect(await saw).toEqual(wanted.slice(0, end + 1).map(identity));
    }
    await stop();
  });
});

describe('a subscription', () => {
  it('goes on behind the position at which it stopped', async () => {
    const { client, stop } = await start();
    for (let n = 0; n < 5; n++) await client.appendToStream('s', happened(n));
    const log = await readLog(client);
    const third = log[2]?.event?.position;
    if (third === undefined) throw new Error('the third event has no position');
    await client.appendToStream('s', happened(99, MARK));
    const saw = await heard(client.subscribeToAll({ fromPosition: third }));
    expect(saw).toEqual(['s@3', 's@4', 's@5']);
    await stop();
  });

  it('from the end hears only what comes after it caught up', async () => {
    const { client, stop } = await start();
    await client.appendToStream('s', happened(1));
    const subscription = client.subscribeToAll({ fromPosition: END });
    const saw = heard(subscription);
    await new Promise((resolve) => subscription.once('caughtUp', resolve));
    await client.appendToStream('s', happened(2, MARK));
    expect(await saw).toEqual(['s@1']);
    await stop();
  });
});
