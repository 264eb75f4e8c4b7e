import type { Projection } from '../src/read/engine/projection';
import type { Rebuilt } from '../src/read/engine/rebuild/rebuild';
import { projections } from '../src/read/projections';
import { tripLive } from '../src/read/trip-live/trip-live';
import { bareReadAll } from './bare-read-all';
import { bareReadAndWrite } from './bare-read-and-write';
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
  const beside = await BesideReading.begin(engine);
  const figures: Figure[] = [];
  for (const projection of projections) {
    figures.push((await beside.rebuild(`rebuild of ${projection.name}`, [projection])).figure);
  }
  const all = await beside.rebuild('rebuild of all in one pass', projections);
  const [log, copySeconds] = await timed(() => bareReadAndWrite(engine, all.collections));
  const against = { what: 'that, and all documents copied', value: log / copySeconds };
  return [
    ...figures,
    all.figure,
    { ...all.measured, against },
    await againstEventByEvent(engine, tripLive),
  ];
}

/** Each rebuild between two bare readings of the same log: a shared machine is faster at one moment than at another. */
class BesideReading {
  private constructor(
    private readonly engine: ReadEngine,
    private bareSeconds: number,
  ) {}

  static async begin(engine: ReadEngine): Promise<BesideReading> {
    const read = () => bareReadAll(engine.urls.eventStoreUrl);
    // The first is slower: code is compiled, files are not in memory yet.
    await read();
    const [, seconds] = await timed(read);
    return new BesideReading(engine, seconds);
  }

  async rebuild(what: string, some: readonly Projection<object>[]) {
    const { rebuild, urls } = this.engine;
    const before = this.bareSeconds;
    const [rebuilt, seconds] = await timed(() => rebuild.run(some, {}, () => undefined));
    const [log, after] = await timed(() => bareReadAll(urls.eventStoreUrl));
    this.bareSeconds = after;
    for (const { readModel, events } of rebuilt) {
      if (events !== log) throw new Error(`${readModel} has ${events} of ${log} events`);
    }
    const measured = { what, value: log / seconds, unit: ' events/s' };
    const against = { what: 'bare readAll of the same log', value: (2 * log) / (before + after) };
    const figure: Figure = { ...measured, target: 'at least 0.6', against };
    return { measured, figure, collections: rebuilt.map(({ collection }) => collection) };
  }
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
