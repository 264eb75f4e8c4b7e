import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openStores } from '../first-run/stores';
import { EventStoreModule } from '../shared/event-store/event-store.module';
import { LoudLogger } from '../shared/loud-logger';
import { keysBeside } from '../shared/personal/keyed';

type Stores = Awaited<ReturnType<typeof openStores>>;

/**
 * Runs with a module on the log, and on what else it imports from the stores, and closes all of it whatever happens;
 * nothing is taken up by itself meanwhile.
 * @throws ConfigurationError; what the clients throw while a store is away
 */
export async function withContext<T>(
  module: Type,
  imports: (stores: Stores) => readonly (Type | DynamicModule)[],
  use: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const stores = await openStores();
  try {
    const log = EventStoreModule.at(stores.eventStoreUrl, keysBeside(stores));
    const context = await NestFactory.createApplicationContext(
      { module, imports: [log, ...imports(stores)] },
      { logger: new LoudLogger(), abortOnError: false },
    );
    try {
      return await use(context);
    } finally {
      await context.close();
    }
  } finally {
    await stores.close();
  }
}
