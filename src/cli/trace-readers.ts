import { NestFactory } from '@nestjs/core';
import { Db } from 'mongodb';
import { openStores } from '../first-run/stores';
import { ReadModels } from '../read/engine/read-models';
import { EventStoreModule } from '../shared/event-store/event-store.module';
import { EventStore } from '../shared/event-store/event-store';
import { MetricsModule } from '../shared/metrics/metrics.module';
import { MongoModule } from '../shared/mongo/mongo.module';
import { keysBeside } from '../shared/personal/keyed';
import type { Reader } from '../trace/trace-words';
import { CommandPathModule } from '../write/command-path.module';
import { ProcessEngineModule } from '../write/process.module';
import { Policies } from '../write/process/policies';
import { ProcessDesk } from '../write/process/process-desk';

/** The log, and everyone who reads it. */
export interface Readers {
  readonly store: EventStore;
  readonly policies: readonly string[];
  /** Who has come as far as this position, and who has not. */
  reachedBy(position: string): Promise<Reader[]>;
}

/** Runs with the stores open and closes them whatever happens; nothing is taken up by itself meanwhile. */
export async function withReaders<T>(use: (readers: Readers) => Promise<T>): Promise<T> {
  const stores = await openStores();
  try {
    const context = await NestFactory.createApplicationContext(
      {
        module: ProcessEngineModule,
        imports: [
          EventStoreModule.at(stores.eventStoreUrl, keysBeside(stores)),
          MongoModule.at(stores.mongoUrl),
          ...[MetricsModule, CommandPathModule.remembering()],
        ],
      },
      { logger: ['error', 'warn'] },
    );
    try {
      const policies = context.get(Policies).all.map(({ name }) => name);
      const [desk, readModels] = [context.get(ProcessDesk), new ReadModels(context.get(Db))];
      const reachedBy = async (position: string): Promise<Reader[]> => [
        ...(await readModels.all()).map(({ _id: name, live }): Reader => {
          return { kind: 'projection', name, ...at(live.position, position), time: live.time };
        }),
        ...(await policiesAt(desk, policies, position)),
      ];
      return await use({ store: context.get(EventStore), policies, reachedBy });
    } finally {
      await context.close();
    }
  } finally {
    await stores.close();
  }
}

async function policiesAt(
  desk: ProcessDesk,
  policies: readonly string[],
  position: string,
): Promise<Reader[]> {
  const positions = await desk.positions();
  return policies.map((name) => {
    return { kind: 'policy', name, ...at(positions[name] ?? null, position), time: null };
  });
}

const at = (position: string | null, goal: string) => ({
  position,
  reached: position !== null && position >= goal,
});
