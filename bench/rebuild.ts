import type { Projection } from '../src/read/engine/projection';
import type { Rebuilt } from '../src/read/engine/rebuild/rebuild';
import { projections } from '../src/read/projections';
import { tripLive } from '../src/read/trip-live/trip-live';
import { bareReadAll } from './bare-read-all';
import { timed, type Benchmark, type Figure } from './benchmark';
import { eventByEvent } from './event-by-event';
import { withServer, withStores } from './installation';
import { withReadEngine, type ReadEngine } from './read-engine';
import { peakMemory } from './rebuild-memory';
import { switchPause } from './switch-pause';
import { GrowingLog, originals } from './synthetic-log';

const MIB = 1024 * 1024;

/** Rebuilding each read model, held against reading the log and doing nothing with it. */
export const rebuilding: Benchmark = {
  name: 'rebuild',
  run: ({ events }) =>
    withStores(async (stores, directory) => {
      await withServer(stores, directory, ['write'], originals);
      return withReadEngine(stores, async (engine) => {
        const log = await GrowingLog.of(engine.store);
        await log.to(events / 10);
        const short = await peakMemory(stores);
        await log.to(events);
        const long = await peakMemory(stores);
        return [
          ...(await compared(engine)),
          {
            ...{ what: `memory of a rebuild of all, ${events} events`, value: long / MIB },
            ...{ unit: 'MiB', target: 'at most 1.2' },
            against: { what: `of ${events / 10} events`, value: short / MIB },
          },
          ...(await switchPause(engine)),
        ];
      });
    }),
};

async function compared(engine: ReadEngine): Promise<Figure[]> {
  const figures: Figure[] = [];
  await bareReadAll(engine.urls.eventStoreUrl);
  for (const projection of projections) {
    figures.push(await beside(engine, `rebuild of ${projection.name}`, [projection]));
  }
  return [
    ...figures,
    await beside(engine, 'rebuild of all in one pass', projections),
    await againstEventByEvent(engine, tripLive),
  ];
}

/** The log is read once bare and once to fold it, one right after the other. */
async function beside(
  engine: ReadEngine,
  what: string,
  some: readonly Projection<object>[],
): Promise<Figure> {
  const [log, bareSeconds] = await timed(() => bareReadAll(engine.urls.eventStoreUrl));
  const [rebuilt, seconds] = await timed(() => engine.rebuild.run(some, {}, () => undefined));
  for (const { readModel, events } of rebuilt) {
    if (events !== log) throw new Error(`${readModel} has ${events} of ${log} events`);
  }
  return {
    ...{ what, value: log / seconds, unit: ' events/s', target: 'at least 0.6' },
    against: { what: 'bare readAll of the same log', value: log / bareSeconds },
  };
}

async function againstEventByEvent<D extends object>(
  { db, store, rebuild }: ReadEngine,
  projection: Projection<D>,
): Promise<Figure> {
  const value = await eventByEvent(db, store, projection);
  const [{ events, seconds }] = (await rebuild.run([projection], {}, () => undefined)) as [Rebuilt];
  return {
    ...{ what: `rebuild of ${projection.name}`, value: events / seconds, unit: ' events/s' },
    against: { what: 'one awaited write per event', value },
    target: 'at least 10',
  };
}
