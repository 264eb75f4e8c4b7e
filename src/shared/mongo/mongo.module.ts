import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Db, MongoClient } from 'mongodb';
import { Leases } from './leases';

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
        { provide: Leases, useFactory: leasesIn, inject: [Db, MongoClient] },
      ],
      exports: [Db, MongoClient, Leases],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}

function leasesIn(db: Db, client: MongoClient): Leases {
  return new Leases(db, client);
}

function connected(url: string): Promise<MongoClient> {
  return new MongoClient(url, { serverSelectionTimeoutMS: 5000 }).connect();
}

/** The database that the connection string names in its path. */
export function databaseOf(client: MongoClient): Db {
  const { dbName } = client.options;
  return client.db(dbName === DRIVERS_DEFAULT ? DEFAULT_DATABASE : dbName);
}
