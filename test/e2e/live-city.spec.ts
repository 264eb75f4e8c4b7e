import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { useApp } from '#test/app';
import { until } from '#test/until';
import { live } from '../../src/live/live';
import type { LiveProgress } from '../../src/live/progress';
import { projectRoot } from '../../src/shared/project-root';

const app = useApp({ roles: ['write', 'read', 'project', 'process', 'dispatch'] });
beforeAll(() => {
  Logger.overrideLogger(false);
});

const DRIVERS = 6;
const driverIds = Array.from({ length: DRIVERS }, (_, index) => `driver-0000${index + 1}`);

/** An hour of a real night: eight rides. */
const play = (signal?: AbortSignal, progress?: (now: LiveProgress) => void) =>
  live(
    {
      pickups: join(projectRoot, 'data', 'uber-pickups-2014-04-02.csv'),
      ...{ drivers: DRIVERS, hours: 1, seed: 1, speed: 'max', url: app().url },
      fromMs: Date.parse('2014-04-02T06:00:00.000Z'),
      tokens: ({ type, id }) => app().token(type, id),
      ...(signal ? { signal } : {}),
    },
    progress ? { progress } : {},
  );

/** Read models come a moment after the log. */
async function allAreOffline(): Promise<void> {
  const token = await app().token('ops', 'olga');
  const look = async () => {
    const shown = driverIds.map((id) => app().ask('GET', `/v1/drivers/${id}/now`, { token }));
    return (await Promise.all(shown)).map(({ body }) => body.shiftState);
  };
  await until(look, (states) => states.every((state) => state === 'Offline'));
}

describe('a live city', () => {
  it('brings every request to its end, and every driver off the road', async () => {
    const { requests, matched, completed, cancelled, unfulfilled, ...rest } = await play();
    const nobody = Object.values(unfulfilled).reduce((sum, count) => sum + count, 0);
    expect(requests).toBe(8);
    expect(completed + cancelled + nobody).toBe(requests);
    expect(completed).toBeGreaterThan(0);
    expect(matched).toBeGreaterThanOrEqual(completed);
    expect(rest.offers.accepted).toBeGreaterThanOrEqual(matched);
    expect(rest.pings).toBeGreaterThan(0);
    expect(rest.timeToFirstOfferMs.p50).toBeGreaterThan(0);
    await allAreOffline();
  });

  it('closes when it is told to, with the same drivers as before', async () => {
    const stopping = new AbortController();
    const { requests, completed, cancelled } = await play(stopping.signal, ({ waiting }) => {
      if (waiting > 0) stopping.abort();
    });
    expect(stopping.signal.aborted).toBe(true);
    expect(completed + cancelled).toBe(requests);
    await allAreOffline();
  });

  it('ends with the code that nobody expected', async () => {
    const stranger = ({ type, id }: { readonly type: string; readonly id: string }) =>
      app().token(type === 'rider' ? 'driver' : (type as 'driver'), id);
    await expect(
      live({
        pickups: join(projectRoot, 'data', 'uber-pickups-2014-04-02.csv'),
        ...{ drivers: 1, hours: 1, seed: 1, speed: 'max', url: app().url, tokens: stranger },
      }),
    ).rejects.toThrow('403 FORBIDDEN');
  });
});
