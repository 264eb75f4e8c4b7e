import { Logger } from '@nestjs/common';
import { useApp } from '#test/app';
import { appender } from '#test/appended';
import * as search from '#test/dispatch.samples';
import * as the from '#test/shift.samples';
import { useStreams, type Heard, type Stream } from '#test/sse';
import * as trip from '#test/trip.samples';
import type { CityEvent } from '../../src/shared/events/city.events';
import { formatPosition } from '../../src/shared/kernel/log-position';

const app = useApp({ roles: ['read', 'project'] });
const openStream = useStreams();
let append: ReturnType<typeof appender>;
beforeAll(() => {
  Logger.overrideLogger(false);
  append = appender(app().stores.store);
});

/** A driver of this spec's own: the same things happen to everybody, under another name. */
let drivers = 0;
function aDriver() {
  const id = `driver-${(drivers += 1)}`;
  const ids = { driverId: id, tripId: `trip-of-${id}`, offerId: `offer-to-${id}` };
  const own = <E extends CityEvent>({ type, data }: E): E =>
    ({
      type,
      data: {
        ...data,
        ...('driverId' in data ? { driverId: ids.driverId } : {}),
        ...('tripId' in data ? { tripId: ids.tripId } : {}),
        ...('offerId' in data ? { offerId: ids.offerId } : {}),
      },
    }) as E;
  return { ...ids, happens: (...events: readonly CityEvent[]) => append(...events.map(own)) };
}

type Driver = ReturnType<typeof aDriver>;

async function streamOf({ driverId }: Driver, lastEventId?: string): Promise<Stream> {
  const token = await app().token('driver', driverId);
  const stream = await openStream(`${app().url}/v1/drivers/${driverId}/stream`, token, lastEventId);
  return stream;
}

/** Online, and so far in the read model that it can be opened. */
async function online(): Promise<Driver> {
  const driver = aDriver();
  const { position } = await driver.happens(the.started());
  const token = await app().token('ops', 'olga');
  const headers = { 'x-min-position': formatPosition(position) };
  const { status } = await app().ask('GET', `/v1/drivers/${driver.driverId}/now`, {
    token,
    headers,
  });
  expect(status).toBe(200);
  return driver;
}

const said = (heard: readonly Heard[]) =>
  heard
    .filter(({ type }) => type !== 'heartbeat')
    .map(({ type, data }) => [type, data.because ?? data.why]);

describe('a driver’s stream', () => {
  it('begins with the screen and goes on with what concerns the driver, whosever stream it stands in', async () => {
    const driver = await online();
    const other = await online();
    const stream = await streamOf(driver);
    expect(stream.status).toBe(200);
    const [snapshot] = await stream.hears('snapshot');
    expect(snapshot?.data).toMatchObject({ driverId: driver.driverId, shiftState: 'Available' });
    await driver.happens(the.reserved(), search.extended('bob'), search.accepted('bob'));
    await other.happens(the.reserved(), search.extended('bob'));
    await driver.happens(
      ...[trip.requested(), the.committed(), trip.assigned(), trip.arrived(), the.atPickup()],
      ...[trip.started(), the.onTrip(), trip.completed(), the.freed(), trip.settled()],
    );
    const heard = await stream.hears('trip', 'trip', 'trip', 'trip', 'shift');
    expect(said(heard)).toEqual([
      ['snapshot', undefined],
      ['shift', 'DriverReserved'],
      ['offer', undefined],
      ['offer-gone', 'ACCEPTED'],
      ['shift', 'DriverCommitted'],
      ...[
        ['trip', 'DriverAssigned'],
        ['trip', 'DriverArrived'],
        ['shift', 'DriverAtPickup'],
      ],
      ...[
        ['trip', 'TripStarted'],
        ['shift', 'DriverOnTrip'],
      ],
      ...[
        ['trip', 'TripCompleted'],
        ['shift', 'DriverFreed'],
      ],
    ]);
    expect(heard.at(-1)?.data).toMatchObject({ shiftState: 'Available', currentTrip: null });
    expect(JSON.stringify(heard)).not.toContain(other.driverId);
  });

  it('shows the offer with its terms and the seconds that are left', async () => {
    const driver = await online();
    const stream = await streamOf(driver);
    const expiresAt = new Date(Date.now() + 15_000).toISOString();
    const { type, data } = search.extended('bob');
    await driver.happens(the.reserved(), { type, data: { ...data, expiresAt } });
    const offer = (await stream.hears('offer')).find((each) => each.type === 'offer')?.data;
    expect(offer).toMatchObject({
      ...{ offerId: driver.offerId, tripId: driver.tripId, expiresAt },
      terms: { payPreview: { amountMinor: 1520, currency: 'USD' }, pickupEtaS: 240 },
    });
    expect(offer?.secondsLeft).toBeGreaterThan(5);
    expect(offer?.secondsLeft).toBeLessThanOrEqual(15);
    await driver.happens(search.expired('bob'));
    expect(said(await stream.hears('offer-gone')).at(-1)).toEqual(['offer-gone', 'EXPIRED']);
  });

  it('goes on behind the last message that was seen', async () => {
    const driver = await online();
    const first = await streamOf(driver);
    await driver.happens(the.reserved(), search.extended('bob'));
    const seen = (await first.hears('offer')).find(({ type }) => type === 'shift')?.id;
    first.close();
    await driver.happens(search.declined('bob'), the.released(), the.breakStarted());
    const again = await streamOf(driver, seen);
    const heard = await again.hears('offer', 'offer-gone', 'shift', 'shift');
    expect(said(heard)).toEqual([
      ...[
        ['offer', undefined],
        ['offer-gone', 'DECLINED'],
      ],
      ...[
        ['shift', 'ReservationReleased'],
        ['shift', 'BreakStarted'],
      ],
    ]);
    expect(heard.at(-1)?.data).toMatchObject({ shiftState: 'OnBreak' });
    await driver.happens(the.breakEnded());
    expect((await again.hears('shift', 'shift', 'shift')).at(-1)?.data).toMatchObject({
      because: 'BreakEnded',
    });
  });

  it.each([
    '0',
    `${'9'.repeat(19)}/${'9'.repeat(19)}/00`,
    `${'0'.repeat(19)}/${'0'.repeat(19)}/00`,
  ])('begins anew behind what nobody remembers, or ever sent: %s', async (lastEventId) => {
    const driver = await online();
    const stream = await streamOf(driver, lastEventId);
    expect(said(await stream.hears('snapshot'))).toEqual([['snapshot', undefined]]);
    await driver.happens(the.breakStarted());
    await stream.hears('snapshot', 'shift');
  });

  it('is nobody else’s, and of nobody when there is no such driver', async () => {
    const ask = async (role: 'driver' | 'rider' | 'ops', id: string, of: string) =>
      app().ask('GET', `/v1/drivers/${of}/stream`, { token: await app().token(role, id) });
    expect(await ask('driver', 'cleo', 'bob')).toMatchObject({
      ...{ status: 403, body: { code: 'DRIVER_NOT_YOURS' } },
    });
    expect((await ask('rider', 'ada', 'bob')).status).toBe(403);
    expect(await ask('ops', 'olga', 'nobody')).toMatchObject({
      ...{ status: 404, body: { code: 'DRIVER_NOT_FOUND' } },
    });
  });
});
