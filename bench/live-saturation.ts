import { setTimeout as pause } from 'node:timers/promises';
import { projections } from '../src/read/projections';
import type { Figure } from './benchmark';
import type { ReadEngine } from './read-engine';

const LOOKED_EVERY_MS = 20;

/** Events/s at which the live path folds a backlog into all read models, beside a rebuild of all of them. */
export async function saturation(engine: ReadEngine, events: number): Promise<Figure> {
  const feed = engine.liveFeed();
  const began = performance.now();
  feed.onApplicationBootstrap();
  let folded = await foldedByAll(engine);
  while (folded < events) {
    await pause(LOOKED_EVERY_MS);
    folded = await foldedByAll(engine);
  }
  const seconds = (performance.now() - began) / 1000;
  await feed.beforeApplicationShutdown();
  const [rebuilt] = await engine.rebuild.run(projections, {}, () => undefined);
  return {
    ...{ what: 'live projection of all read models, saturated', value: folded / seconds },
    ...{ unit: ' events/s' },
    against: { what: 'rebuild of all in one pass', value: folded / (rebuilt?.seconds ?? NaN) },
  };
}

async function foldedByAll({ readModels }: ReadEngine): Promise<number> {
  const all = await readModels.all();
  return all.length < projections.length ? 0 : Math.min(...all.map(({ live }) => live.events));
}
