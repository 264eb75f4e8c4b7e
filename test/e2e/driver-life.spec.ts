import { Logger } from '@nestjs/common';
import { expectOk, isAt, offerTo, onboarded, VALID_UNTIL, type Driver } from '#test/a-driver';
import { useApp } from '#test/app';
import { application, car } from '#test/driver-requests';
import { bodies, booking } from '#test/trip-requests';
import { until } from '#test/until';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import { history } from '../../src/shared/events/history';
import type { Role } from '../../src/shared/kernel/actor';

const app = useApp({ roles: ['write', 'read', 'project', 'process', 'dispatch'] });
beforeAll(() => {
  Logger.overrideLogger(false);
});

const LENOX_HILL = { lat: 40.769, lon: -73.9549 };
const NEARBY = { lat: 40.775, lon: -73.9549 };

const typesIn = async (stream: string) =>
  (await app().stores.store.readStream(stream)).events.map(({ type }) => type);
const shiftTypes = ({ id }: Driver) => typesIn(`shift-${id}`);
const lastOf = (types: readonly string[]) => types.at(-1);

describe('a driver’s life over HTTP', () => {
  it('leads from the application through a trip to the end of the shift', async () => {
    const bob = await onboarded(app());
    const tripId = `trip-of-${bob.id}`;
    const trip = bob.trip(tripId);
    const online = { vehicleId: bob.carId, odometerM: 1000 };
    await expectOk(bob.shift('driver', 'go-online', online), 'Available');
    await isAt(bob, NEARBY);

    const ada = await app().token('rider', 'ada');
    await expectOk(app().ask('PUT', `/v1/trips/${tripId}`, { token: ada, body: booking }));
    await expectOk(trip('system', 'start-matching', bodies['start-matching']));
    const offerId = await offerTo(bob);
    await expectOk(bob.ask('driver', `offers/${offerId}/accept`), 'Accepted');
    await until(
      () => typesIn(`trip-${tripId}`),
      (types) => lastOf(types) === 'DriverAssigned',
    );

    // Nobody has to say so: where the car is tells it.
    await isAt(bob, LENOX_HILL);
    await until(
      () => shiftTypes(bob),
      (types) => types.includes('DriverAtPickup'),
    );
    await expectOk(trip('driver', 'start', bodies.start), 'InProgress');
    await until(
      () => shiftTypes(bob),
      (types) => types.includes('DriverOnTrip'),
    );
    await expectOk(bob.shift('driver', 'go-offline', { odometerM: 9000 }), 'OnTrip');
    await expectOk(trip('driver', 'complete', bodies.complete), 'Completed');
    const types = await until(
      () => shiftTypes(bob),
      (each) => lastOf(each) === 'ShiftEnded',
    );
    // A slow machine may have thought him lost in between.
    expect(types.filter((type) => !type.startsWith('Comms'))).toEqual([
      ...['ShiftStarted', 'DriverReserved', 'DriverCommitted', 'DriverAtPickup'],
      ...['DriverOnTrip', 'ShiftEndRequested', 'DriverFreed', 'ShiftEnded'],
    ]);
    const released = await until(
      () => typesIn(`vehicle-${bob.carId}`),
      (each) => lastOf(each) === 'VehicleReleased',
    );
    expect(released).toContain('VehicleHeld');
  });

  it('begins no second shift with the same car, and answers a repeat as before', async () => {
    const bob = await onboarded(app());
    const cleo = await onboarded(app());
    const online = { vehicleId: bob.carId };
    await expectOk(bob.askCar('driver', 'share', { driverId: cleo.id }));
    const key = { 'idempotency-key': `first-${bob.id}` };
    const first = await expectOk(bob.shift('driver', 'go-online', online, key), 'Available');
    expect(await cleo.shift('driver', 'go-online', online)).toMatchObject({
      ...{ status: 409, body: { code: 'VEHICLE_ON_ANOTHER_SHIFT' } },
    });
    expect(await shiftTypes(cleo)).toEqual([]);
    await expectOk(bob.shift('driver', 'go-offline'), 'Offline');
    const again = await bob.shift('driver', 'go-online', online, key);
    expect(again.body).toEqual(first.body);
    await until(
      () => typesIn(`vehicle-${bob.carId}`),
      (types) => lastOf(types) === 'VehicleReleased',
    );
    await expectOk(cleo.shift('driver', 'go-online', online), 'Available');
  });

  it('ends when operations suspend the driver, and not in mid-offer', async () => {
    const bob = await onboarded(app());
    await expectOk(bob.shift('driver', 'go-online', { vehicleId: bob.carId }), 'Available');
    const suspension = { reasonCode: 'COMPLAINTS', reviewable: true };
    await expectOk(bob.ask('ops', 'suspend', suspension), 'Suspended');
    await until(
      () => shiftTypes(bob),
      (types) => lastOf(types) === 'ShiftEnded',
    );
    expect(await bob.shift('driver', 'go-online', { vehicleId: bob.carId })).toMatchObject({
      status: 409,
      body: { code: 'SHIFT_NOT_ELIGIBLE', reasons: ['DRIVER_NOT_ACTIVE'] },
    });
    await expectOk(bob.ask('driver', 'request-review', { statement: 'It was not me' }));
    const decision = { outcome: 'lifted', statement: 'It was not you' };
    await expectOk(bob.ask('ops', 'decide-review', decision), 'Active');
  });

  it('is refused by type and in words', async () => {
    const bob = await onboarded(app());
    expect(await bob.shift('system', 'reserve', { offerId: 'offer 1' })).toMatchObject({
      ...{ status: 400, body: { code: 'BAD_REQUEST' } },
    });
    expect(await bob.shift('driver', 'pause')).toMatchObject({
      ...{ status: 404, body: { code: 'SHIFT_NOT_FOUND' } },
    });
    await expectOk(bob.shift('driver', 'go-online', { vehicleId: bob.carId }));
    expect(await bob.shift('system', 'commit', { offerId: 'offer-1' })).toMatchObject({
      status: 409,
      body: { code: 'SHIFT_INVALID_TRANSITION', currentState: 'Available' },
    });
  });
});

describe('what the read models show of a driver', () => {
  const read = async (driver: Driver, view: string, as: Role, id: string) => {
    const token = await app().token(as, id);
    return app().ask('GET', `/v1/drivers/${driver.id}/${view}`, { token });
  };

  it('is the shift, the papers and the standing, to the driver and to operations', async () => {
    const bob = await onboarded(app());
    const online = await expectOk(bob.shift('driver', 'go-online', { vehicleId: bob.carId }));
    const headers = { 'x-min-position': String(online.body.position) };
    const token = await app().token('driver', bob.id);
    const seen = (view: string) =>
      app().ask('GET', `/v1/drivers/${bob.id}/${view}`, { token, headers });
    expect((await seen('now')).body).toMatchObject({
      ...{ driverId: bob.id, shiftState: 'Available', vehicleId: bob.carId, hoursLeftS: 36_000 },
      currentOffer: null,
    });
    expect((await seen('compliance')).body).toMatchObject({
      ...{ status: 'Active', nextExpiry: VALID_UNTIL },
      documents: { insurance: { status: 'Verified', validUntil: VALID_UNTIL } },
      vehicles: [{ vehicleId: bob.carId, status: 'Approved', onShiftOf: bob.id }],
    });
    expect((await seen('standing')).body).toMatchObject({ rung: 'none', acceptanceRate: null });
    const ops = await app().token('ops', 'olga');
    const asked = '/v1/ops/drivers?status=Active&expiresBefore=2100-01-01T00:00:00.000Z&limit=1';
    const list = await app().ask('GET', asked, { token: ops, headers });
    expect(list.body).toMatchObject({ drivers: [{ status: 'Active' }] });
  });

  it('is nobody else’s to see', async () => {
    const bob = await onboarded(app());
    for (const view of ['now', 'compliance', 'standing']) {
      expect(await read(bob, view, 'driver', 'cleo')).toMatchObject({
        ...{ status: 403, body: { code: 'DRIVER_NOT_YOURS' } },
      });
      expect(await read({ ...bob, id: 'nobody' }, view, 'ops', 'olga')).toMatchObject({
        ...{ status: 404, body: { code: 'DRIVER_NOT_FOUND' } },
      });
    }
  });
});

it('keeps names, numbers and plates under the driver’s key', async () => {
  const bob = await onboarded(app());
  const bare = new EventStoreDBEventStore(app().stores.eventStoreUrl, history);
  const read = async (stream: string) =>
    JSON.stringify(
      (await bare.readStream(stream)).events.map(({ type, data }) => ({ type, data })),
    );
  const stored = (await read(`driver-${bob.id}`)) + (await read(`vehicle-${bob.carId}`));
  await bare.onApplicationShutdown();
  expect(stored).toContain('VehicleRegistered');
  const secrets = ['No of insurance', 'scan-insurance', car.plate, car.vin];
  for (const secret of [application.name, application.phone, ...secrets]) {
    expect(stored).not.toContain(JSON.stringify(secret));
  }
});
