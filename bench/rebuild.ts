import { EventStoreDBClient } from '@eventstore/db-client';
import { NestFactory } from '@nestjs/core';
import { Db } from 'mongodb';
import type { Projection } from '../src/read/engine/projection';
import { Rebuild } from '../src/read/engine/rebuild';
import { projections } from '../src/read/projections';
import { ReadEngineModule } from '../src/read/read.module';
import { tripLive } from '../src/read/trip-live/trip-live';
import type { Stores } from '../src/first-run/embedded-nodes';
import { EventStore } from '../src/shared/event-store/event-store';
import { EventStoreModule } from '../src/shared/event-store/event-store.module';
import { MongoModule } from '../src/shared/mongo/mongo.module';
import { timed, type Benchmark, type Figure } from './benchmark';
import { eventByEvent } from './event-by-event';
import { withServer, withStores } from './installation';
import { grow, originals } from './synthetic-log';

/** What the rebuild itself is made of, as the command line puts it together. */
interface Engine {
  readonly stores: Stores;
  readonly store: EventStore;
  readonly rebuild: Rebuild;
  readonly db: Db;
}

/** Rebuilding each read model, held against reading the log and doing nothing with it. */
export const rebuilding: Benchmark = {
  name: 'rebuild',
  run: ({ events }) =>
    withStores(async (stores, directory) => {
      await withServer(stores, directory, ['write'], originals);
      return withEngine(stores, async (engine) => {
        await grow(engine.store, events);
        return compared(engine);
      });
    }),
};

async function compared(engine: Engine): Promise<Figure[]> {
  const figures: Figure[] = [];
  const sums = { events: 0, seconds: 0, bareSeconds: 0 };
  await bareReadAll(engine.stores.eventStoreUrl);
  for (const projection of projections) {
    const [log, bareSeconds] = await timed(() => bareReadAll(engine.stores.eventStoreUrl));
    const { events, seconds } = await engine.rebuild.run(projection, () => undefined);
    if (events !== log) throw new Error(`${projection.name} has ${events} of ${log} events`);
    figures.push(rebuilt(`rebuild of ${projection.name}`, events / seconds, log / bareSeconds));
    sums.events += events;
    sums.seconds += seconds;
    sums.bareSeconds += bareSeconds;
  }
  const { events, seconds, bareSeconds } = sums;
  const all = 'rebuild of all, one after the other';
  return [
    ...figures,
    rebuilt(all, events / seconds, events / bareSeconds),
    await againstEventByEvent(engine, tripLive),
  ];
}

function rebuilt(what: string, value: number, bare: number): Figure {
  return {
    ...{ what, value, unit: ' events/s', target: 'at least 0.6' },
    against: { what: 'bare readAll of the same log', value: bare },
  };
}

async function againstEventByEvent<D extends object>(
  { db, store, rebuild }: Engine,
  projection: Projection<D>,
): Promise<Figure> {
  const value = await eventByEvent(db, store, projection);
  const { events, seconds } = await rebuild.run(projection, () => undefined);
  return {
    ...{ what: `rebuild of ${projection.name}`, value: events / seconds, unit: ' events/s' },
    against: { what: 'one awaited write per event', value },
    target: 'at least 10',
  };
}

async function bareReadAll(eventStoreUrl: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  let events = 0;
  for await (const { event } of client.readAll()) {
    if (event && !event.type.startsWith('$')) events += 1;
  }
  await client.dispose();
  return events;
}

async function withEngine<T>(stores: Stores, use: (engine: Engine) => Promise<T>): Promise<T> {
  const { eventStoreUrl, mongoUrl } = stores;
  const context = await NestFactory.createApplicationContext(
    {
      module: ReadEngineModule,
      imports: [EventStoreModule.at(eventStoreUrl), MongoModule.at(mongoUrl)],
    },
    { logger: ['error', 'warn'] },
  );
  try {
    const [store, rebuild, db] = [context.get(EventStore), context.get(Rebuild), context.get(Db)];
    return await use({ stores, store, rebuild, db });
  } finally {
    await context.close();
  }
}
