import type { Benchmark, Figure, Options } from './benchmark';
import { headOf } from './commands';
import { withServer, withStores } from './installation';
import { saturation } from './live-saturation';
import { run } from './load';
import { withReadEngine } from './read-engine';
import { GrowingLog, originals } from './synthetic-log';

const IN_FLIGHT = 64;

/** How far behind queries are while the platform is half busy, and how much the live path could take. */
export const live: Benchmark = {
  name: 'live',
  run: async (options) => [...(await lag(options)), await saturated(options)],
};

function saturated({ events }: Options): Promise<Figure> {
  return withStores(async (stores, directory) => {
    await withServer(stores, directory, ['write'], originals);
    return withReadEngine(stores, async (engine) => {
      await (await GrowingLog.of(engine.store)).to(events);
      return saturation(engine, events);
    });
  });
}

function lag({ seconds }: Options): Promise<Figure[]> {
  return withStores((stores, directory) =>
    withServer(stores, directory, ['write', 'read', 'project'], async ({ url, token }) => {
      const load = { kind: 'commands', url, token, inFlight: IN_FLIGHT, seconds } as const;
      const full = await run({ ...load, seed: 11 });
      const pace = full.perSecond / 2;
      const { eventStoreUrl, mongoUrl } = stores;
      const urls = { eventStoreUrl, mongoUrl };
      const from = await headOf(eventStoreUrl);
      const lag = await run({ ...load, kind: 'lag', seed: 12, pace, from, ...urls });
      const at = `at ${Math.round(lag.perSecond)} commands/s, half of what is possible`;
      return [
        { what: `live projection lag p50 ${at}`, value: lag.p50, unit: 'ms' },
        { what: 'live projection lag p99', value: lag.p99, unit: 'ms', target: '< 1000 ms' },
      ];
    }),
  );
}
