import { Logger } from '@nestjs/common';
import { expectOk, isAt, offerTo, onlineAt, type Driver } from '#test/a-driver';
import { looksForADriver } from '#test/a-rider';
import { useApp } from '#test/app';
import { until } from '#test/until';
import { auditInvariants } from '../../src/audit/invariants';

const app = useApp({
  roles: ['write', 'read', 'project', 'process', 'dispatch'],
  // The queue's order decides, whatever the rest is matched by.
  dispatchStrategy: 'nearest',
});
beforeAll(() => {
  Logger.overrideLogger(false);
});

const byDefault: unknown = expect.objectContaining({ mode: 'batch-v1' });
const notByDefault: unknown = expect.not.arrayContaining([byDefault]);
const stand = { lat: 40.6446, lon: -73.7825 };
const east = (metres: number) => ({ ...stand, lon: stand.lon + metres / 84_000 });

const ask = async (path: string) =>
  app().ask('GET', `/v1/${path}`, { token: await app().token('ops', 'olga') });

const queue = async () =>
  (await app().stores.store.readStream('zoneq-132-economy')).events.map(({ type, data }) => {
    const { driverId, reason } = data as { driverId: string; reason?: string };
    return [type, driverId, ...(reason === undefined ? [] : [reason])].join(' ');
  });

/** Pings, as an app does, until the queue has them as often. */
async function waits(driver: Driver, metres: number, times = 1): Promise<void> {
  const joined = `ZoneQueueJoined ${driver.id}`;
  await until(
    async () => {
      await isAt(driver, east(metres));
      return (await queue()).filter((each) => each === joined).length;
    },
    (count) => count === times,
  );
}

describe('drivers at an airport', () => {
  it('are asked in the order in which they came, and a no is the way to the back', async () => {
    const far = await onlineAt(app(), east(1500));
    await waits(far, 1500);
    const middle = await onlineAt(app(), east(800));
    await waits(middle, 800);
    const near = await onlineAt(app(), east(10));
    await waits(near, 10);
    const { body: now } = await until(
      () => near.see('driver', 'now'),
      ({ body }) => body.zoneQueue !== null,
    );
    expect(now.zoneQueue).toMatchObject({
      ...{ zoneId: 132, places: [{ tier: 'economy', pos: 3, size: 3, by: 'arrival' }] },
    });
    const { body: waiting } = await ask('ops/zone-queues?city=nyc&zone=132');
    expect(waiting.queues).toMatchObject([
      {
        ...{ zone: 'JFK Airport', tier: 'economy', size: 3, usualWaitS: null },
        drivers: [far, middle, near].map(({ id: driverId }, at) => ({ driverId, pos: at + 1 })),
      },
    ]);
    await looksForADriver(app(), stand);
    const first = await offerTo(far);
    const { tripId } = await looksForADriver(app(), stand);
    const second = await offerTo(middle);
    await expectOk(far.ask('driver', `offers/${first}/decline`, { reason: 'TOO_FAR' }));
    await waits(far, 1500, 2);
    await expectOk(middle.ask('driver', `offers/${second}/accept`));
    const told = await until(queue, (each) => each.some((one) => one.includes('Promoted')));
    expect(told.filter((each) => each.endsWith(middle.id))).toEqual([
      `ZoneQueueJoined ${middle.id}`,
      `ZoneQueuePromoted ${middle.id}`,
    ]);
    expect(told).toContain(`ZoneQueueLeft ${far.id} declined`);
    await offerTo(near);
    const { body: matching } = await ask(`trips/${tripId}/matching`);
    expect(matching).toMatchObject({
      searches: [
        {
          ...{ strategy: 'nearest', ticks: notByDefault },
          offers: [{ driverId: middle.id, parts: { queuePlace: 2 }, cost: 2 }],
        },
      ],
    });
    expect(await ask('ops/zone-queues?city=nyc&zone=jfk')).toMatchObject({ status: 400 });
    const audit = await auditInvariants(app().stores.store.readAll());
    expect(audit.findings).toEqual([]);
    expect(audit.invariants['queued-in-order']?.checked).toBeGreaterThan(2);
  });
});
