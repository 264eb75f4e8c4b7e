import type { Benchmark } from './benchmark';
import { headOf } from './commands';
import { withServer, withStores } from './installation';
import { run } from './load';

const IN_FLIGHT = 64;

/** How far behind queries are while the platform is half busy. */
export const liveLag: Benchmark = {
  name: 'lag',
  run: ({ seconds }) =>
    withStores((stores, directory) =>
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
    ),
};
