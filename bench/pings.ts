import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import type { Point } from '../src/dispatch/pings/judge';
import { LiveSightings } from '../src/dispatch/pings/live-sightings';
import { OtherDoors } from '../src/dispatch/pings/other-doors';
import { Whereabouts } from '../src/dispatch/pings/whereabouts';
import { SupplyIndex } from '../src/dispatch/supply/supply-index';
import { Latencies } from '../src/replay/latencies';
import type { GeoPoint } from '../src/shared/kernel/geo-point';
import type { DriverId } from '../src/shared/kernel/ids';
import { databaseOf } from '../src/shared/mongo/mongo.module';
import type { Benchmark, Figure } from './benchmark';
import { withServer, withStores, type Installation } from './installation';
import { pickups } from './journeys';
import { run } from './load';

const DRIVERS = 10_000;
const BATCH = 50;
const IN_FLIGHT = 16;
/** The reference city's: 10,000 drivers every four seconds. */
const PACE = 2500;
const LINES = 1250;
/** Four seconds at 30 km/h, in degrees. */
const STEP = 33 / 111_195;
const PERIOD_MS = 4000;
const WARM_UP_S = 3;
const LOOKED_AT_WITHIN_MS = 1500;

/** From a driver's device into the index, in one process and through all doors. */
export const pings: Benchmark = {
  name: 'pings',
  run: async ({ seconds }) => {
    const inProcess = indexed(await pickups(), seconds);
    const throughDoors = await withStores((stores, directory) =>
      withServer(stores, directory, ['write', 'dispatch'], (taking) => received(taking, seconds)),
    );
    return [...inProcess, ...throughDoors];
  },
};

/** Judged, remembered and told to an index; against the index alone. */
function indexed(places: readonly GeoPoint[], seconds: number): Figure[] {
  const clock = { nowMs: Date.now() };
  const whereabouts = new Whereabouts(() => clock.nowMs);
  const [told, alone] = [new SupplyIndex<Driver>(), new SupplyIndex<Driver>()];
  whereabouts.follow(({ driverId, at }) => told.place({ driverId }, at));
  const points = (round: number): Point[] => {
    clock.nowMs += PERIOD_MS;
    const at = new Date(clock.nowMs).toISOString();
    return Array.from({ length: DRIVERS }, (_, index) => ({
      ...{ at, accuracyM: 8, lon: placeOf(places, index).lon },
      lat: placeOf(places, index).lat + round * STEP,
    }));
  };
  const value = rate(seconds, points, (driverId, point) => {
    if (whereabouts.take(driverId, [point]).accepted !== 1) throw new Error('A ping was dropped');
  });
  const rival = rate(seconds, points, (driverId, { lat, lon }) =>
    alone.place({ driverId }, { lat, lon }),
  );
  const against = { what: 'into the index, unfiltered', value: rival };
  const what = 'pings filtered, told and indexed on one core';
  return [{ what, value, unit: '/s', against, target: '100000/s' }];
}

interface Driver {
  readonly driverId: DriverId;
}

/** Every driver once a round; making up where they are is not counted. */
function rate(
  seconds: number,
  pointsOf: (round: number) => readonly Point[],
  take: (driverId: DriverId, point: Point) => void,
): number {
  const names = Array.from({ length: DRIVERS }, (_, index) => `driver-${index}` as DriverId);
  let tookMs = 0;
  let taken = 0;
  for (let round = 0; tookMs < seconds * 1000; round++) {
    const points = pointsOf(round);
    const began = performance.now();
    points.forEach((point, index) => take(names[index] as DriverId, point));
    tookMs += performance.now() - began;
    taken += points.length;
  }
  return taken / (tookMs / 1000);
}

async function received({ url, token, stores }: Installation, seconds: number): Promise<Figure[]> {
  const load = { kind: 'pings', url, token, inFlight: IN_FLIGHT, seconds } as const;
  await run({ ...load, batch: BATCH, seconds: WARM_UP_S });
  const single = await run({ ...load, batch: 1 });
  const batches = await run({ ...load, batch: BATCH });
  const lines = { kind: 'uplink', url, token, lines: LINES, pace: PACE } as const;
  await run({ ...lines, seconds: WARM_UP_S });
  await drained(url);
  const other = await followed(stores.mongoUrl);
  const uplink = await run({ ...lines, seconds });
  await drained(url);
  const elsewhere = await other.end();
  const over = `${PACE.toLocaleString('en')} pings/s over ${LINES.toLocaleString('en')} lines`;
  return [
    {
      ...{ what: `pings over HTTP, ${BATCH} a request`, value: batches.perSecond, unit: '/s' },
      against: { what: 'one a request', value: single.perSecond },
      target: '10000/s',
    },
    {
      ...{ what: `processor time of a ping, ${BATCH} a request`, value: batches.processorUs },
      ...{ unit: 'µs', against: { what: 'one a request', value: single.processorUs } },
    },
    {
      ...{ what: 'processor time of a ping over a line', value: uplink.processorUs, unit: 'µs' },
      against: { what: 'one a request', value: single.processorUs },
    },
    { what: `pings answered, ${over}`, value: uplink.perSecond, unit: '/s' },
    { what: `ping to told and acknowledged p50, ${over}`, value: uplink.p50, unit: 'ms' },
    {
      ...{ what: `ping to told and acknowledged p99, ${over}`, value: uplink.p99, unit: 'ms' },
      target: '< 50 ms',
    },
    { what: `ping to told in another process p50`, value: elsewhere.p50, unit: 'ms' },
    { what: `ping to told in another process p99`, value: elsewhere.p99, unit: 'ms' },
  ];
}

/** What was taken is in the database, and what was put there has been looked at. */
async function drained(url: string): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    await pause(LOOKED_AT_WITHIN_MS);
    if (/^hailstream_pings_waiting 0$/m.test(metrics)) return;
  }
}

/** As a leader in another process hears of them: through the database. */
async function followed(mongoUrl: string) {
  const client = await new MongoClient(mongoUrl).connect();
  const whereabouts = new Whereabouts();
  const others = new OtherDoors(databaseOf(client), whereabouts.door);
  const sightings = new LiveSightings(whereabouts, others);
  const stopping = new AbortController();
  const latencies = new Latencies();
  const following = sightings.follow(({ driverId, seenAt }) => {
    if (driverId.startsWith('lined-')) latencies.record(Date.now() - Date.parse(seenAt));
  }, stopping.signal);
  const end = async () => {
    stopping.abort();
    await following;
    await sightings.stop();
    await client.close();
    return latencies.percentiles;
  };
  return { end };
}

function placeOf(places: readonly GeoPoint[], index: number): GeoPoint {
  const place = places[index % places.length];
  if (!place) throw new Error('The sample has pickups');
  return place;
}
