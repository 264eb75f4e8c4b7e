import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { aWish } from '#test/random-trips';
import { useStores } from '#test/stores';
import * as ask from '#test/trip-command.samples';
import { until } from '#test/until';
import { DomainError } from '../../src/shared/kernel/domain-error';
import type { TripId } from '../../src/shared/kernel/ids';
import { Metrics } from '../../src/shared/metrics/metrics';
import { fingerprintOf } from '../../src/write/code-fingerprint';
import { DecideAndAppend } from '../../src/write/decide-and-append';
import { RememberedStreams } from '../../src/write/remembered-streams';
import { IdempotencyKeyReused } from '../../src/write/write.errors';
import type { TripCommand } from '../../src/write/trip/domain/trip.command';
import { tripDecider } from '../../src/write/trip/domain/trip.decider';

const stores = useStores();
const code = mkdtempSync(join(tmpdir(), 'hailstream-spec-'));
afterAll(() => rmSync(code, { recursive: true }));

/** A folder of code that no other process of these specs has. */
function someCode(): string {
  const folder = mkdtempSync(join(code, 'code-'));
  writeFileSync(join(folder, 'evolve.js'), randomUUID());
  return folder;
}

interface Sending {
  readonly key: string;
  readonly command: TripCommand;
  readonly hash?: string;
}

/** A process that remembers nothing, so that each command loads its stream. */
function aProcess(tripId: TripId, snapshots?: { readonly every: number; readonly code: string }) {
  const metrics = new Metrics();
  const door = new DecideAndAppend(stores().store, new RememberedStreams(0), metrics);
  const { snapshots: _own, ...bare } = tripDecider;
  const decider = snapshots ? { ...bare, snapshots } : bare;
  return {
    folded: () => metrics.registry.getSingleMetricAsString('hailstream_command_events_folded'),
    states: () => metrics.registry.getSingleMetricAsString('hailstream_command_states_total'),
    send: ({ key, command, hash = `hash of ${key}` }: Sending) => {
      const sent = { ...command.sent, commandId: key, requestHash: hash };
      const prototype = Object.getPrototypeOf(command) as object;
      const own = Object.assign(Object.create(prototype) as TripCommand, command, { tripId, sent });
      return door.execute(decider, tripId, own);
    },
  };
}

const newTrip = () => randomUUID() as TripId;
const keptOf = async (tripId: TripId) =>
  (await stores().store.readStream(`snapshot-trip-${tripId}`)).events.map(({ data }) => data);
/** At this revision or a later one: who was faster than the snapshot before makes another. */
const isKept = (tripId: TripId, revision: number) =>
  until(
    () => keptOf(tripId),
    (all) => all.some((data) => 'revision' in data && Number(data.revision) >= revision),
  );

/** Four events: a trip whose driver is there. */
const usual = [ask.request(), ask.startMatching(), ask.assign(), ask.arrive()];
const asSendings = (commands: readonly TripCommand[]): Sending[] =>
  commands.map((command, index) => ({ key: `key-${index}`, command }));

async function lives(tripId: TripId, snapshots?: { every: number; code: string }) {
  const one = aProcess(tripId, snapshots);
  for (const sending of asSendings(usual)) await one.send(sending);
  return one;
}

describe('a stream that grows long', () => {
  it('is folded from its snapshot on', async () => {
    const tripId = newTrip();
    const snapshots = { every: 3, code: someCode() };
    await lives(tripId, snapshots);
    await isKept(tripId, 3);
    await aProcess(tripId, snapshots).send({ key: 'contact', command: ask.contact() });
    const next = aProcess(tripId, snapshots);
    const started = await next.send({ key: 'start', command: ask.start() });
    expect(started).toMatchObject({ revision: 5n, state: { status: 'InProgress' } });
    expect(await next.states()).toContain('source="snapshot"} 1');
    expect(await next.folded()).toContain('_sum{category="trip"} 1');
  });

  it('keeps its last snapshot only, and none before it has become long', async () => {
    const tripId = newTrip();
    const snapshots = { every: 2, code: someCode() };
    const one = await lives(tripId, snapshots);
    await isKept(tripId, 2);
    for (const command of [ask.contact(), ask.start(), ask.complete()]) {
      await one.send({ key: randomUUID(), command });
    }
    await isKept(tripId, 5);
    expect(await keptOf(tripId)).toHaveLength(1);
    const short = newTrip();
    await lives(short, { every: 4, code: someCode() });
    expect(await keptOf(short)).toEqual([]);
  });

  it('still answers a repeat of what came before the snapshot as it did first', async () => {
    const tripId = newTrip();
    const snapshots = { every: 3, code: someCode() };
    await lives(tripId, snapshots);
    await isKept(tripId, 3);
    const later = aProcess(tripId, snapshots);
    const repeat = await later.send({ key: 'key-1', command: ask.startMatching() });
    expect(repeat).toMatchObject({ revision: 1n, state: { status: 'Matching' } });
    const other = { key: 'key-1', command: ask.startMatching(), hash: 'of another body' };
    await expect(later.send(other)).rejects.toThrow(IdempotencyKeyReused);
  });

  it('is read whole when the code has changed, and gets a snapshot of the new code', async () => {
    const tripId = newTrip();
    await lives(tripId, { every: 3, code: someCode() });
    await isKept(tripId, 3);
    const snapshots = { every: 3, code: someCode() };
    const changed = aProcess(tripId, snapshots);
    await changed.send({ key: 'start', command: ask.start() });
    expect(await changed.states()).toContain('source="read"} 1');
    await isKept(tripId, 4);
    const next = aProcess(tripId, snapshots);
    await next.send({ key: 'complete', command: ask.complete() });
    expect(await next.folded()).toContain('_sum{category="trip"} 0');
  });
});

it('the fingerprint of code changes with any line of it, and not with its specs', () => {
  const [one, same, other] = [someCode(), someCode(), someCode()];
  for (const folder of [one, same, other]) writeFileSync(join(folder, 'evolve.js'), 'state + 1');
  writeFileSync(join(other, 'evolve.js'), 'state + 2');
  writeFileSync(join(same, 'evolve.spec.js'), 'expect');
  expect(fingerprintOf(one)).toBe(fingerprintOf(same));
  expect(fingerprintOf(one)).not.toBe(fingerprintOf(other));
});

/** What is answered, as far as two streams of the same life can agree. */
async function outcomeOf(sending: Promise<{ state: object; revision: bigint; events: unknown[] }>) {
  try {
    const { state, revision, events } = await sending;
    return { state, revision, events: events.length };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { refused: error.code };
  }
}

describe('any life of a trip', () => {
  const sendings = fc
    .tuple(fc.nat(usual.length), fc.array(aWish, { maxLength: 10 }))
    .map(([way, others]) => asSendings([...usual.slice(0, way), ...others]))
    .chain((all) =>
      fc
        .array(fc.nat(Math.max(0, all.length - 1)), { maxLength: 3 })
        .map((again) => [...all, ...again.flatMap((index) => all[index] ?? [])]),
    );

  it('goes on from snapshots as it would from the whole', async () => {
    let fromSnapshots = 0;
    await fc.assert(
      fc.asyncProperty(sendings, fc.integer({ min: 1, max: 4 }), async (all, every) => {
        const [whole, kept] = [newTrip(), newTrip()];
        const snapshots = { every, code };
        for (const sending of all) {
          const expected = await outcomeOf(aProcess(whole).send(sending) as never);
          const process = aProcess(kept, snapshots);
          const actual = await outcomeOf(process.send(sending) as never);
          fromSnapshots += Number((await process.states()).includes('snapshot"'));
          expect(withoutId(actual, kept)).toEqual(withoutId(expected, whole));
        }
      }),
      { numRuns: 25 },
    );
    expect(fromSnapshots).toBeGreaterThan(0);
  }, 60_000);
});

const withoutId = (outcome: object, tripId: TripId): unknown =>
  JSON.parse(
    JSON.stringify(outcome, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    ).replaceAll(tripId, 'the trip'),
  );
