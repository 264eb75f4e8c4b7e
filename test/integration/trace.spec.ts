import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { metadata } from '#test/log';
import { later, processesOn } from '#test/processes';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { VirtualClock } from '#test/virtual-clock';
import { ReadModels } from '../../src/read/engine/read-models';
import { tripLive } from '../../src/read/trip-live/trip-live';
import { projectRoot } from '../../src/shared/project-root';
import { causationOf, type Decided } from '../../src/trace/causation';
import { toldIn, toldOf } from '../../src/trace/told';
import { whenTripScheduledActivateIt } from '../../src/write/trip/domain/when-trip-scheduled-activate-it';

const HOUR_MS = 3_600_000;
const NOW = '2027-03-01T08:00:00.000Z';
const stores = useStores();
const tripId = randomUUID();
const correlationId = `ride-${tripId}`;
const stream = `trip-${tripId}`;
const process = `process-${whenTripScheduledActivateIt.name}-${tripId}`;

/** A ride that was booked, came due and was activated by nobody's wish. */
beforeAll(async () => {
  const clock = new VirtualClock(NOW);
  const { store } = stores();
  const { runner } = processesOn({ store, clock, policies: [whenTripScheduledActivateIt] });
  runner.onApplicationBootstrap();
  const commandId = randomUUID();
  const about = { recordedAt: NOW, occurredAt: NOW, causationId: commandId, commandId };
  const { type, data } = the.scheduled({ pickupAt: later(NOW, HOUR_MS) });
  const own = metadata({ ...about, correlationId });
  const event = { id: randomUUID(), type, data: { ...data, tripId }, metadata: own };
  await store.append(stream, 'no stream', [event]);
  const typesIn = async (name: string) =>
    (await store.readStream(name)).events.map((each) => each.type);
  await until(
    () => typesIn(process),
    (types) => types.filter((each) => each === 'TimerSet').length === 2,
  );
  const goingOn = () => {
    clock.turnTo(new Date(clock.now() + HOUR_MS / 60).toISOString());
    return typesIn(process);
  };
  await until(goingOn, (types) => types.includes('TimerCleared'));
  await runner.beforeApplicationShutdown();
  await new ReadModels(stores().db).opened(tripLive);
});

const shown = ({ kind, events, then }: Decided): unknown => [
  kind,
  ...events.map((each) => [each.event.type, ...each.then.map(shown)]),
  ...then.map(shown),
];
const STORY = [
  [
    'command',
    [
      'TripScheduled',
      [
        'process',
        [
          'TimerSet',
          [
            ...['process', ['TimerFired']],
            ['command', ['TripActivated', ['process', ['TimerCleared']]]],
          ],
        ],
        ['TimerSet'],
      ],
    ],
  ],
];

describe('the story of a trip', () => {
  it('is found by its streams, over policy and timer', async () => {
    const told = await toldIn(stores().store, [stream, process]);
    expect(causationOf(told).map(shown)).toEqual(STORY);
  });

  it('is found by its correlation in the log', async () => {
    const told = await toldOf(stores().store, new Set([correlationId]), undefined);
    expect(causationOf(told).map(shown)).toEqual(STORY);
  });
});

describe('the command', () => {
  const hailstream = (...words: string[]) =>
    new Promise<{ code: number; out: string; errors: string }>((resolve) => {
      const { eventStoreUrl: EVENTSTORE_URL, mongoUrl: MONGODB_URL } = stores();
      const env = { ...globalThis.process.env, EVENTSTORE_URL, MONGODB_URL };
      const cli = join(projectRoot, 'dist', 'src', 'cli.js');
      execFile(globalThis.process.execPath, [cli, ...words], { env }, (error, out, errors) =>
        resolve({ code: Number(error?.code ?? 0), out, errors }),
      );
    });

  it.each([tripId, correlationId])('prints it of %s', async (id) => {
    const { code, out } = await hailstream('trace', id);
    expect(code).toBe(0);
    expect(out).toMatch(/^command trip-\S+ by system:\S+ \(\S+\) 2027-03-01T08:00:00.000Z\n/);
    expect(out).toMatch(/\n {2}TripScheduled @0 \+0 ms\n {4}process scheduled-activation /);
    expect(out).toMatch(
      /projection rider_trip_live: not reached\npolicy scheduled-activation: reached/,
    );
  });

  it('prints it for programs', async () => {
    const { out } = await hailstream('trace', tripId, '--json');
    const { roots } = JSON.parse(out) as { roots: Decided[] };
    expect(roots.map(shown)).toEqual(STORY);
  });

  it('says that it knows nothing, and what a position is', async () => {
    const { code, errors } = await hailstream('trace', 'nobody');
    expect([code, errors]).toEqual([6, 'The log tells nothing of nobody\n']);
    expect(await hailstream('trace', tripId, '--from', 'here')).toMatchObject({ code: 2 });
  });
});
