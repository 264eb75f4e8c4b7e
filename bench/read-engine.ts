import { NestFactory } from '@nestjs/core';
import { Db } from 'mongodb';
import { DeadLetters } from '../src/read/engine/dead-letters/dead-letters';
import { SecondTry } from '../src/read/engine/dead-letters/second-try';
import { LiveFeed } from '../src/read/engine/live/live-feed';
import { Projector } from '../src/read/engine/projector';
import { ReadModels } from '../src/read/engine/read-models';
import { Rebuild } from '../src/read/engine/rebuild/rebuild';
import { projections } from '../src/read/projections';
import { ReadEngineModule } from '../src/read/read.module';
import { EventStore } from '../src/shared/event-store/event-store';
import { EventStoreModule } from '../src/shared/event-store/event-store.module';
import { keysBeside } from '../src/shared/personal/keyed';
import { Leases } from '../src/shared/mongo/leases';
import { MongoModule } from '../src/shared/mongo/mongo.module';

/** Where the databases are; the second names a database in its path. */
export interface StoreUrls {
  readonly eventStoreUrl: string;
  readonly mongoUrl: string;
}

/** What folds the log, as the command line and the server put it together. */
export interface ReadEngine {
  readonly urls: StoreUrls;
  readonly store: EventStore;
  readonly db: Db;
  readonly readModels: ReadModels;
  readonly rebuild: Rebuild;
  /** Keeps all read models level from the moment it is started. */
  liveFeed(): LiveFeed;
}

export async function withReadEngine<T>(
  urls: StoreUrls,
  use: (engine: ReadEngine) => Promise<T>,
): Promise<T> {
  const context = await NestFactory.createApplicationContext(
    {
      module: ReadEngineModule,
      imports: [
        EventStoreModule.at(urls.eventStoreUrl, keysBeside(urls)),
        MongoModule.at(urls.mongoUrl),
      ],
    },
    { logger: ['error', 'warn'] },
  );
  const store = context.get(EventStore);
  const readModels = context.get(ReadModels);
  const liveFeed = () =>
    new LiveFeed(projections, {
      ...{ store, readModels, projector: context.get(Projector) },
      ...{ secondTry: context.get(SecondTry), leases: context.get(Leases) },
      deadLetters: context.get(DeadLetters),
    });
  try {
    const [db, rebuild] = [context.get(Db), context.get(Rebuild)];
    return await use({ urls, store, db, readModels, rebuild, liveFeed });
  } finally {
    await context.close();
  }
}
