import { Logger } from '@nestjs/common';
import { expectOk, isAt, nowOf, offerTo, onlineAt, type Driver } from '#test/a-driver';
import { looksForADriver } from '#test/a-rider';
import { useApp } from '#test/app';
import { bodies, booking } from '#test/trip-requests';
import { until } from '#test/until';
import type { GeoPoint } from '../../src/shared/kernel/geo-point';

const app = useApp({ roles: ['write', 'read', 'project', 'process', 'dispatch'] });
beforeAll(() => {
  Logger.overrideLogger(false);
});

const dropOff = booking.stops[1] as GeoPoint;
const northOfIt = (metres: number): GeoPoint => ({
  lat: dropOff.lat + metres / 111_195,
  lon: dropOff.lon,
});

const typesIn = async (stream: string) =>
  (await app().stores.store.readStream(stream)).events.map(({ type }) => type);
/** A slow machine may have thought them lost in between. */
const shiftTypes = async ({ id }: Driver) =>
  (await typesIn(`shift-${id}`)).filter((type) => !type.startsWith('Comms'));

const accepts = async (driver: Driver) => {
  const offerId = await offerTo(driver);
  await expectOk(driver.ask('driver', `offers/${offerId}/accept`), 'Accepted');
};

const happensTo = (tripId: string, type: string) =>
  until(
    () => typesIn(`trip-${tripId}`),
    (types) => types.includes(type),
  );

const shows = (driver: Driver, what: Partial<Awaited<ReturnType<typeof nowOf>>>) =>
  until(
    () => nowOf(driver),
    (now) => Object.entries(what).every(([key, value]) => now[key as keyof typeof now] === value),
  );

/** From where the car is tells that it has come, to where the ride is nearly over. */
async function boards(driver: Driver, tripId: string, at: GeoPoint): Promise<void> {
  await isAt(driver, at);
  await happensTo(tripId, 'DriverArrived');
  await expectOk(driver.trip(tripId)('driver', 'start', bodies.start), 'InProgress');
  await shows(driver, { shiftState: 'OnTrip', currentTrip: tripId });
  await isAt(driver, northOfIt(200));
}

const completes = (driver: Driver, tripId: string) =>
  expectOk(driver.trip(tripId)('driver', 'complete', bodies.complete), 'Completed');

describe('a driver who is about to finish a trip', () => {
  it('gets the next before, drives to it without being free, and loses one that is cancelled', async () => {
    const driver = await onlineAt(app(), northOfIt(1800), { wish: { forwardDispatch: true } });
    const first = await looksForADriver(app(), northOfIt(1500));
    await accepts(driver);
    await happensTo(first.tripId, 'DriverAssigned');
    await boards(driver, first.tripId, northOfIt(1500));

    const second = await looksForADriver(app(), northOfIt(600));
    await accepts(driver);
    const queued = await shows(driver, { queuedTrip: second.tripId });
    expect(queued).toMatchObject({ shiftState: 'OnTrip', currentTrip: first.tripId });
    await happensTo(second.tripId, 'PickupDeferred');
    const point = northOfIt(600);
    const arrival = { location: point, lastPingAt: new Date().toISOString(), method: 'manual' };
    expect(await driver.trip(second.tripId)('driver', 'arrive', arrival)).toMatchObject({
      ...{ status: 409, body: { code: 'TRIP_DRIVER_STILL_ON_TRIP' } },
    });
    await until(second.see, ({ body }) => isOnAnotherTrip(body) === true);

    await completes(driver, first.tripId);
    const driving = await shows(driver, { currentTrip: second.tripId });
    expect(driving).toMatchObject({ shiftState: 'EnRoute', queuedTrip: null });
    await until(second.see, ({ body }) => isOnAnotherTrip(body) === false);
    await boards(driver, second.tripId, point);
    expect(await shiftTypes(driver)).toEqual([
      ...['ShiftStarted', 'DriverReserved', 'DriverCommitted', 'DriverAtPickup', 'DriverOnTrip'],
      ...['NextTripReserved', 'NextTripQueued', 'DriverFreed', 'DriverAtPickup', 'DriverOnTrip'],
    ]);

    const third = await looksForADriver(app(), northOfIt(-300));
    await accepts(driver);
    await shows(driver, { queuedTrip: third.tripId });
    await expectOk(third.cancel(), 'Cancelled');
    const going = await shows(driver, { queuedTrip: null });
    expect(going).toMatchObject({ shiftState: 'OnTrip', currentTrip: second.tripId });
    await completes(driver, second.tripId);
    await shows(driver, { shiftState: 'Available' });
    expect((await shiftTypes(driver)).slice(10)).toEqual([
      ...['NextTripReserved', 'NextTripQueued', 'NextTripDropped', 'DriverFreed'],
    ]);
  });
});

/** Undefined as long as the rider sees no driver. */
const isOnAnotherTrip = ({ driver }: { driver?: unknown }) =>
  (driver as { isOnAnotherTrip: boolean } | null)?.isOnAnotherTrip;
