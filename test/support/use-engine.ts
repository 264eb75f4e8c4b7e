import { Logger } from '@nestjs/common';
import { projections } from '../../src/read/projections';
import { appender } from './appended';
import { engineOn } from './engine';
import { openTrips } from './forgetful';
import { startStores, type Stores } from './stores';

interface Running {
  readonly stores: Stores;
  readonly engine: ReturnType<typeof engineOn>;
  readonly append: ReturnType<typeof appender>;
}

/**
 * For each spec, stores of its own with nothing in them, and an engine on them that follows every projection, and one
 * whose documents go. Its feed stands still until the spec starts it.
 */
export function useEngine() {
  let running: Running | undefined;
  const now = () => {
    if (!running) throw new Error('The engine is there from beforeEach on');
    return running;
  };
  beforeEach(async () => {
    Logger.overrideLogger(false);
    const stores = await startStores();
    const engine = engineOn(stores.store, stores.db, [...projections, openTrips]);
    running = { stores, engine, append: appender(stores.store) };
  });
  afterEach(async () => {
    await now().engine.feed.beforeApplicationShutdown();
    await now().stores.close();
  });
  const append: Running['append'] = (...events) => now().append(...events);
  return { stores: () => now().stores, engine: () => now().engine, append };
}
