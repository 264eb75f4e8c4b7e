import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Db, MongoClient } from 'mongodb';

const DEFAULT_DATABASE = 'hailstream';
const DRIVERS_DEFAULT = 'test';

@Module({})
export class MongoModule implements OnApplicationShutdown {
  constructor(@Inject(MongoClient) private readonly client: MongoClient) {}

  static at(url: string): DynamicModule {
    return {
      module: MongoModule,
      global: true,
      providers: [
        { provide: MongoClient, useFactory: () => connected(url) },
        { provide: Db, useFactory: databaseOf, inject: [MongoClient] },
      ],
      exports: [Db, MongoClient],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}

function connected(url: string): Promise<MongoClient> {
  return new MongoClient(url, { serverSelectionTimeoutMS: 5000 }).connect();
}

/** The database that the connection string names in its path. */
export function databaseOf(client: MongoClient): Db {
  const { dbName } = client.options;
  return client.db(dbName === DRIVERS_DEFAULT ? DEFAULT_DATABASE : dbName);
}
