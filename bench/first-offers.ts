import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../src/replay/random';
import { EventStoreDBEventStore } from '../src/shared/event-store/eventstoredb.event-store';
import type { CityEvent } from '../src/shared/events/city.events';
import type { Recorded } from '../src/shared/events/event';
import { history } from '../src/shared/events/history';
import { demandIn } from '../src/simulation/demand';
import type { Figure } from './benchmark';
import { openCity, PICKUPS } from './city-load';
import { withServer, withStores } from './installation';

const ROLES = ['write', 'read', 'project', 'process', 'dispatch'] as const;
/** Enough that riders wait for the platform and not for a car. */
const DRIVERS = 400;
/** A busy afternoon, and so many times faster that so many ask in a second. */
const FROM_MS = Date.parse('2014-04-02T21:00:00.000Z');
const PER_SECOND = 3;
/** All drivers come at once, which is no city: what is asked for meanwhile is not counted. */
const ARRIVING_S = 20;
/** A search's way to its first offer takes seconds: fewer of them would say little. */
const LEAST_S = 45;

/**
 * From a rider's request to the first offer on a driver's screen, while a whole city is played on one process with all
 * roles, and where that time goes. How much of its thread the city takes is part of the figure.
 */
export function firstOffers(seconds: number): Promise<Figure[]> {
  const countedS = Math.max(LEAST_S, seconds);
  return withStores((stores, directory) =>
    withServer(stores, directory, ROLES, async ({ url }) => {
      const anHour = await demandIn(PICKUPS, FROM_MS, 1, new Random('places'));
      const speed = (PER_SECOND * 3600) / anHour.length;
      const forS = ARRIVING_S + countedS;
      const hours = (forS * speed) / 3600;
      const people = { drivers: DRIVERS, seed: 1, pickups: PICKUPS, fromMs: FROM_MS };
      const load = { ...people, ...{ speed, hours, url }, identity: directory.identity };
      const city = await openCity({ ...load, forMs: forS * 1000 });
      await pause(ARRIVING_S * 1000);
      const busy = performance.eventLoopUtilization();
      await pause(countedS * 1000);
      const { utilization } = performance.eventLoopUtilization(busy);
      await city.isOver;
      const trips = await tripsIn(stores.eventStoreUrl);
      const first = Math.min(...trips.map((trip) => trip.get(ASKED) ?? Infinity));
      const counted = trips.filter((trip) => (trip.get(ASKED) ?? 0) > first + ARRIVING_S * 1000);
      return figuresOf(counted, utilization);
    }),
  );
}

/** Of each trip, when each kind of event was first there. */
type Trip = ReadonlyMap<string, number>;

const ASKED = 'TripRequested';
const SHOWN = 'OfferDelivered';

/** What has to happen before a driver is asked, in its order, and what is waited for. */
const STEPS = [
  { type: 'MatchingStarted', what: 'payment authorised' },
  { type: 'DispatchOpened', what: 'search opened' },
  { type: 'CandidatesRanked', what: 'drivers ranked at a tick' },
  { type: 'OfferExtended', what: 'driver reserved and asked' },
  { type: SHOWN, what: 'confirmed by the driver’s app' },
] as const;

function figuresOf(trips: readonly Trip[], utilization: number): Figure[] {
  const all = tookBetween(trips, ASKED, SHOWN);
  const share = `${Math.round(utilization * 100)} % of the thread`;
  const at = `${PER_SECOND} requests/s, ${share}`;
  const p95 = { value: all.percentile(95), unit: 'ms', target: 'p95 < 3000 ms' };
  return [
    { what: `request to first offer p50, ${at}`, value: all.percentile(50), unit: 'ms' },
    { what: 'request to first offer p95', ...p95 },
    ...STEPS.map(({ type, what }, index): Figure => {
      const took = tookBetween(trips, STEPS[index - 1]?.type ?? ASKED, type);
      return { what: `of that until ${what}, p95`, value: took.percentile(95), unit: 'ms' };
    }),
  ];
}

function tookBetween(trips: readonly Trip[], began: string, ended: string): RecordableHistogram {
  const took = createHistogram();
  for (const trip of trips) {
    const ms = (trip.get(ended) ?? NaN) - (trip.get(began) ?? NaN);
    if (!Number.isNaN(ms)) took.record(Math.max(1, ms));
  }
  return took;
}

/** The trips of a log, by its own times. */
async function tripsIn(eventStoreUrl: string): Promise<readonly Trip[]> {
  const store = new EventStoreDBEventStore(eventStoreUrl, history);
  const trips = new Map<string, Map<string, number>>();
  for await (const batch of store.readAll()) {
    for (const event of batch.flatMap(({ events }) => events) as Recorded<CityEvent>[]) {
      const { tripId } = event.data as { readonly tripId?: string };
      if (tripId === undefined) continue;
      const at = trips.get(tripId) ?? new Map<string, number>();
      trips.set(tripId, at);
      if (!at.has(event.type)) at.set(event.type, timeOf(event));
    }
  }
  await store.onApplicationShutdown();
  return [...trips.values()];
}

/** A ranking is appended together with the offers that follow from it, and says itself when it was made. */
function timeOf({ type, data, metadata }: Recorded<CityEvent>): number {
  return Date.parse(type === 'CandidatesRanked' ? data.snapshotAt : metadata.recordedAt);
}
