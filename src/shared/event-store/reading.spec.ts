import fc from 'fast-check';
import { evolved, meant, shapeKeys, shapeOf, type ShapeKey } from '#test/evolved';
import { metadata } from '#test/log';
import { formatPosition } from '../kernel/log-position';
import type { DomainEvent, Recorded } from '../events/event';
import type { StoredEvent } from './log-entry';
import { withoutKeys } from '../personal/personal-data';
import { Reading } from './reading';

interface Log {
  readonly stored: readonly StoredEvent[];
  /** What each of them means, by hand. */
  readonly meant: readonly (readonly DomainEvent[])[];
  /** How much of the log there is after each append. */
  readonly ends: readonly number[];
}

const AN_ASKING: readonly ShapeKey[] = ['asked', 'priced', 'agreed'];
const written = fc.oneof(
  fc.array(fc.constantFrom(...shapeKeys), { minLength: 1, maxLength: 4 }),
  fc.constant(AN_ASKING),
  fc.constant<readonly ShapeKey[]>(['noise', 'askedOnce', 'priced', 'agreed', 'both']),
  fc.constant<readonly ShapeKey[]>(['asked', 'asked', 'priced', 'agreed']),
);
const appends = fc.array(fc.tuple(fc.constantFrom('a-1', 'a-2', 'b-1'), written), {
  minLength: 1,
  maxLength: 12,
});
const logs = appends.map(logOf);

function logOf(all: readonly (readonly [string, readonly ShapeKey[]])[]): Log {
  const log = { stored: [] as StoredEvent[], meant: [] as DomainEvent[][], ends: [] as number[] };
  for (const [command, [stream, keys]] of all.entries()) {
    const told = keys.map((key, index) => [key, `${command}${'abcdef'[index] ?? ''}`] as const);
    log.meant.push(...meant(told));
    for (const [key, text] of told)
      log.stored.push(storedAt(log.stored, stream, key, text, command));
    log.ends.push(log.stored.length);
  }
  return log;
}

function storedAt(
  before: readonly StoredEvent[],
  stream: string,
  key: ShapeKey,
  told: string,
  command: number,
): StoredEvent {
  const place = BigInt(before.length * 10);
  return {
    ...shapeOf(key),
    id: `00000000-0000-4000-8000-${String(before.length).padStart(12, '0')}`,
    stream,
    revision: BigInt(before.filter((each) => each.stream === stream).length),
    position: { commit: place, prepare: place },
    data: { told },
    metadata: metadata({ commandId: `command-${command}` }),
  };
}

/** Reads `events` in batches that end at `cuts`; the store holds `log` meanwhile. */
async function read(
  log: readonly StoredEvent[],
  events: readonly StoredEvent[],
  cuts: readonly number[] = [],
): Promise<Recorded<DomainEvent>[][]> {
  const reading = new Reading(evolved, withoutKeys, (stream, from, count) => {
    const of = log.filter((each) => each.stream === stream && each.revision >= from);
    return Promise.resolve(of.slice(0, count));
  });
  const ends = [...new Set([...cuts, events.length])].sort((a, b) => a - b);
  const today: Recorded<DomainEvent>[][] = [];
  let start = 0;
  for (const end of ends) {
    const entries = await reading.entries(events.slice(start, end));
    today.push(...entries.map((entry) => [...entry.events]));
    start = Math.min(end, events.length);
  }
  return today;
}

const said = (events: readonly (readonly DomainEvent[])[]) =>
  events.map((each) => each.map(({ type, data }) => ({ type, data })));

describe('reading a log whose events have changed', () => {
  it('says the same in batches of any size', () =>
    fc.assert(
      fc.asyncProperty(logs, fc.array(fc.nat(50)), async ({ stored, meant: expected }, cuts) => {
        const inside = cuts.filter((cut) => cut < stored.length);
        expect(said(await read(stored, stored, inside))).toEqual(expected);
      }),
    ));

  it('says the same from any place on', () =>
    fc.assert(
      fc.asyncProperty(logs, fc.nat(50), async ({ stored, meant: expected }, at) => {
        const from = at % stored.length;
        expect(said(await read(stored, stored.slice(from)))).toEqual(expected.slice(from));
      }),
    ));

  it('says the same of a stream alone, from any revision on, as of the log', () =>
    fc.assert(
      fc.asyncProperty(logs, fc.nat(50), async ({ stored, meant: expected }, at) => {
        const stream = stored[at % stored.length]?.stream;
        const isOwn = (index: number) => stored[index]?.stream === stream;
        const own = stored.filter((_, index) => isOwn(index));
        const from = at % own.length;
        const inLog = expected.filter((_, index) => isOwn(index));
        expect(said(await read(stored, own.slice(from)))).toEqual(inLog.slice(from));
      }),
    ));

  it('says of what there is already what it will say when there is more', () =>
    fc.assert(
      fc.asyncProperty(logs, fc.nat(50), async ({ stored, meant: expected, ends }, at) => {
        const end = ends[at % ends.length] ?? 0;
        const early = stored.slice(0, end);
        expect(said(await read(early, early))).toEqual(expected.slice(0, end));
      }),
    ));

  it('gives each event an id of its own, and a place after all before it', () =>
    fc.assert(
      fc.asyncProperty(logs, async ({ stored }) => {
        const events = (await read(stored, stored)).flat();
        const ids = events.map(({ id }) => id);
        const places = events.map(({ position, part }) => `${formatPosition(position)}/${part}`);
        expect(new Set(ids).size).toBe(ids.length);
        expect(places).toEqual([...new Set(places)].sort());
        expect((await read(stored, stored)).flat().map(({ id }) => id)).toEqual(ids);
      }),
    ));

  it('brings a decider to the same state by every way', () =>
    fc.assert(
      fc.asyncProperty(logs, fc.array(fc.nat(50)), async ({ stored }, cuts) => {
        const stateOf = (events: readonly DomainEvent[]) =>
          events.reduce((state, { type, data }) => `${state}|${type} ${JSON.stringify(data)}`, '');
        const fromLog = new Map<string, DomainEvent[]>();
        const everything = await read(
          stored,
          stored,
          cuts.filter((cut) => cut < stored.length),
        );
        for (const event of everything.flat()) {
          fromLog.set(event.stream, [...(fromLog.get(event.stream) ?? []), event]);
        }
        for (const stream of new Set(stored.map((each) => each.stream))) {
          const own = stored.filter((each) => each.stream === stream);
          const loaded = (await read(stored, own)).flat();
          expect(stateOf(loaded)).toBe(stateOf(fromLog.get(stream) ?? []));
        }
      }),
    ));

  it('takes neighbours of two commands for what each says alone', async () => {
    const { stored } = logOf([
      ['a-1', ['asked', 'priced']],
      ['a-1', ['agreed']],
    ]);
    const texts = (await read(stored, stored)).flat().map(({ data }) => data);
    expect(texts).toEqual([{ told: 'asked 0a' }, { told: 'priced 0b' }]);
  });

  it('looks nothing up while it has the neighbours at hand', async () => {
    const { stored } = logOf(Array.from({ length: 5 }, () => ['a-1', AN_ASKING] as const));
    const reading = new Reading(evolved, withoutKeys, () => Promise.reject(new Error('It looked')));
    expect((await reading.entries(stored)).flatMap(({ events }) => events)).toHaveLength(5);
  });

  it('refuses what other writers wrote without our metadata', async () => {
    const { stored } = logOf([['a-1', ['asked']]]);
    const strange = stored.map((each) => ({ ...each, metadata: undefined as never }));
    const reading = new Reading(evolved, withoutKeys, () => Promise.resolve(strange));
    const [entry] = await reading.entries(strange);
    expect(() => entry?.events).toThrow('cannot be read');
  });
});
