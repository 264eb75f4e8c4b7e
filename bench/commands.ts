import { EventStoreDBEventStore } from '../src/shared/event-store/eventstoredb.event-store';
import { history } from '../src/shared/events/history';
import { bareServer } from './bare-server';
import type { Benchmark, Figure, Options } from './benchmark';
import { withServer, withStores, type Installation } from './installation';
import { run, type Loaded } from './load';

const MOST_IN_FLIGHT = 64;
const IN_FLIGHT = [1, 16, MOST_IN_FLIGHT];
const ROUNDS = 3;
/** Until the code of the server, of both clients and of the nodes is compiled: some tens of thousands of calls each. */
const WARM_UP = { commands: 8000, seconds: 60 };
/** Longer than a load that is known to be done in some seconds takes anywhere. */
const PATIENCE_S = 60;
const LEAST_SHARE = 'at least 0.5';

/** Durable commands over HTTP, held against appending the same events with the bare client. */
export const commands: Benchmark = {
  name: 'commands',
  run: async (options) => {
    const remembering = await alone(options, 'states remembered', {});
    const reading = await alone(options, 'states read', { REMEMBERED_STREAMS: '0' });
    // On stores of its own, with no backlog to project.
    const whole = await withStores((stores, directory) =>
      withServer(stores, directory, ['write', 'read', 'project'], (all) =>
        besideProjections(all, options),
      ),
    );
    return [...remembering, ...reading, ...whole];
  },
};

/** The write side by itself, with its state cache or without. */
function alone(
  options: Options,
  how: string,
  environment: Readonly<Record<string, string>>,
): Promise<Figure[]> {
  return withStores((stores, directory) =>
    withServer(
      stores,
      directory,
      ['write'],
      (writing) => againstAppends(writing, how, options),
      environment,
    ),
  );
}

/** A load over HTTP, and right after it the same events from the bare client, and the same requests to a bare server. */
interface Round {
  readonly sent: Loaded;
  readonly appended: Loaded;
  readonly parsed: Loaded;
}

async function againstAppends(
  writing: Installation,
  how: string,
  { seconds }: Options,
): Promise<Figure[]> {
  const { url, token, stores } = writing;
  const load = { kind: 'commands', url, token, seconds } as const;
  const { eventStoreUrl } = stores;
  const start = await headOf(eventStoreUrl);
  await run({ ...load, ...WARM_UP, seed: 0, inFlight: MOST_IN_FLIGHT });
  await run({ kind: 'appends', eventStoreUrl, from: start, inFlight: MOST_IN_FLIGHT });
  const bare = await bareServer({ eventStoreUrl, from: start });
  await run({ ...load, ...WARM_UP, url: bare.url, seed: 0, inFlight: MOST_IN_FLIGHT });
  await bare.close();
  const figures: Figure[] = [];
  for (const inFlight of IN_FLIGHT) {
    const rounds: Round[] = [];
    while (rounds.length < ROUNDS) {
      const from = await headOf(eventStoreUrl);
      const seed = 1 + figures.length * ROUNDS + rounds.length;
      const sent = await run({ ...load, seed, inFlight, seconds: seconds / ROUNDS });
      const appended = await run({ kind: 'appends', eventStoreUrl, from, inFlight });
      const bare = await bareServer({ eventStoreUrl, from });
      const again = { ...load, url: bare.url, seed, inFlight, commands: sent.done };
      rounds.push({ sent, appended, parsed: await run({ ...again, seconds: PATIENCE_S }) });
      await bare.close();
    }
    figures.push(...compared(`${how}, ${inFlight} in flight`, median(rounds)));
  }
  return [...figures, { what: `events folded per command, ${how}`, ...(await foldedIn(url)) }];
}

/** Of the rounds, so that a moment in which the machine was busy with something else spoils one, not the figure. */
function median(rounds: readonly Round[]): Round {
  const share = ({ sent, appended }: Round) => sent.perSecond / appended.perSecond;
  const sorted = rounds.toSorted((a, b) => share(a) - share(b));
  return sorted[Math.floor(sorted.length / 2)] as Round;
}

function compared(how: string, { sent, appended, parsed }: Round): Figure[] {
  const at = `, ${how}`;
  const { perSecond } = appended;
  return [
    {
      what: `durable commands over HTTP${at}`,
      value: sent.perSecond,
      unit: '/s',
      against: { what: 'bare client appends of the same events', value: perSecond },
      ...(how === `states remembered, ${MOST_IN_FLIGHT} in flight` ? { target: LEAST_SHARE } : {}),
    },
    {
      what: `HTTP and append alone${at}`,
      ...{ value: parsed.perSecond, unit: '/s' },
      against: { what: 'bare client appends: what commands can reach', value: perSecond },
    },
    {
      what: `commands${at}`,
      ...{ value: sent.perSecond, unit: '/s' },
      against: { what: 'HTTP and append alone', value: parsed.perSecond },
    },
    {
      what: `processor time of a command, all threads${at}`,
      ...{ value: sent.processorUs, unit: 'µs' },
      against: { what: 'of an append', value: appended.processorUs },
    },
    {
      what: `processor time of HTTP and append alone${at}`,
      ...{ value: parsed.processorUs, unit: 'µs' },
      against: { what: 'of an append', value: appended.processorUs },
    },
    latency(`command p50${at}`, 'append p50', sent.p50, appended.p50),
    latency(`command p99${at}`, 'append p99', sent.p99, appended.p99),
  ];
}

function latency(what: string, rival: string, value: number, against: number): Figure {
  return { what, value, unit: 'ms', against: { what: rival, value: against } };
}

/** As the server itself has counted since it began. */
async function foldedIn(url: string): Promise<Pick<Figure, 'value' | 'unit'>> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counted = (name: string) => {
    const [, value] =
      new RegExp(`^hailstream_command_events_folded_${name}{.*} (.*)$`, 'm').exec(metrics) ?? [];
    return Number(value);
  };
  return { value: counted('sum') / counted('count'), unit: 'events' };
}

/** What is left of it where one process does everything, as on the first run. */
async function besideProjections(all: Installation, { seconds }: Options): Promise<Figure[]> {
  const { url, token } = all;
  const load = { kind: 'commands', url, token, inFlight: MOST_IN_FLIGHT } as const;
  await run({ ...load, ...WARM_UP, seed: 0 });
  const sent = await run({ ...load, seed: 1, seconds });
  const what = 'commands while the same process projects, 64 in flight';
  return [{ what, value: sent.perSecond, unit: '/s' }];
}

/** Where the log ends just now. */
export async function headOf(eventStoreUrl: string) {
  const store = new EventStoreDBEventStore(eventStoreUrl, history);
  const head = await store.head();
  await store.onApplicationShutdown();
  return head;
}
