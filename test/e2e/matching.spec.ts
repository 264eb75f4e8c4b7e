import { Logger } from '@nestjs/common';
import { expectOk, isAt, nowOf, offerTo, onboarded, type Driver } from '#test/a-driver';
import { useApp } from '#test/app';
import { bodies, booking } from '#test/trip-requests';
import { until } from '#test/until';

const app = useApp({ roles: ['write', 'read', 'project', 'process', 'dispatch'] });
beforeAll(() => {
  Logger.overrideLogger(false);
});

let trips = 0;

/** A rider at a place of this spec's own: its drivers and no others are near. */
async function looksForADriver(at: { readonly lat: number; readonly lon: number }) {
  const tripId = `trip-matched-${(trips += 1)}`;
  const riderId = `rider-${trips}`;
  const [rider, system] = await Promise.all([
    app().token('rider', riderId),
    app().token('system', 'payments'),
  ]);
  const stops = [{ ...at, placeRef: 'corner' }, booking.stops[1]];
  const put = { token: rider, body: { ...booking, stops } };
  await expectOk(app().ask('PUT', `/v1/trips/${tripId}`, put), 'Requested');
  const matching = { token: system, body: bodies['start-matching'] };
  await expectOk(app().ask('POST', `/v1/trips/${tripId}/start-matching`, matching), 'Matching');
  const cancel = () =>
    app().ask('POST', `/v1/trips/${tripId}/cancel`, { token: rider, body: bodies.cancel });
  return { tripId, cancel };
}

const online = async (at: { readonly lat: number; readonly lon: number }) => {
  const driver = await onboarded(app());
  await expectOk(driver.shift('driver', 'go-online', { vehicleId: driver.carId }), 'Available');
  await isAt(driver, at);
  return driver;
};

const answer = (driver: Driver, offerId: string, what: string, body: object = {}) =>
  driver.ask('driver', `offers/${offerId}/${what}`, body);

const typesIn = async (stream: string) =>
  (await app().stores.store.readStream(stream)).events.map(({ type }) => type);

describe('a rider who looks for a driver', () => {
  it('is offered to the nearest, and theirs once they accept', async () => {
    const near = await online({ lat: 40.701, lon: -73.9 });
    const far = await online({ lat: 40.73, lon: -73.9 });
    const { tripId } = await looksForADriver({ lat: 40.7, lon: -73.9 });
    const offerId = await offerTo(near);
    await expectOk(answer(near, offerId, 'delivered', { channel: 'SSE' }), 'Offering');
    expect(await answer(far, offerId, 'accept')).toMatchObject({
      ...{ status: 403, body: { code: 'OFFER_NOT_YOURS' } },
    });
    await expectOk(answer(near, offerId, 'accept'), 'Accepted');
    await until(
      () => typesIn(`trip-${tripId}`),
      (types) => types.includes('DriverAssigned'),
    );
    expect(await typesIn(`dispatch-${tripId}-1`)).toEqual([
      ...['DispatchOpened', 'CandidatesRanked', 'OfferExtended', 'OfferDelivered', 'OfferAccepted'],
    ]);
    const driving = await until(
      () => nowOf(near),
      ({ shiftState }) => shiftState === 'EnRoute',
    );
    expect(driving.currentTrip).toBe(tripId);
    expect((await nowOf(far)).shiftState).toBe('Available');
  });

  it('is offered to another when the first declines, and released when the rider cancels', async () => {
    const first = await online({ lat: 40.601, lon: -73.9 });
    const second = await online({ lat: 40.605, lon: -73.9 });
    const { tripId, cancel } = await looksForADriver({ lat: 40.6, lon: -73.9 });
    const declined = await offerTo(first);
    await expectOk(answer(first, declined, 'decline', { reason: 'TOO_FAR' }), 'Open');
    expect(await answer(first, declined, 'accept')).toMatchObject({
      ...{ status: 409, body: { code: 'OFFER_OVER' } },
    });
    const offerId = await offerTo(second);
    expect(offerId).not.toBe(declined);
    await expectOk(cancel(), 'Cancelled');
    const types = await until(
      () => typesIn(`dispatch-${tripId}-1`),
      (each) => each.at(-1) === 'DispatchWithdrawn',
    );
    expect(types.slice(-2)).toEqual(['OfferWithdrawn', 'DispatchWithdrawn']);
    for (const driver of [first, second]) {
      await until(
        () => nowOf(driver),
        ({ shiftState }) => shiftState === 'Available',
      );
    }
    expect(await answer(second, offerId, 'accept')).toMatchObject({
      ...{ status: 409, body: { code: 'OFFER_OVER' } },
    });
  });
});
