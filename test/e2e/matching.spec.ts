import { Logger } from '@nestjs/common';
import { expectOk, nowOf, offerTo, onlineAt, type Driver } from '#test/a-driver';
import { looksForADriver } from '#test/a-rider';
import { useApp } from '#test/app';
import { until } from '#test/until';

const app = useApp({
  roles: ['write', 'read', 'project', 'process', 'dispatch'],
  dispatchRegions: ['nyc/Manhattan'],
});
beforeAll(() => {
  Logger.overrideLogger(false);
});

const answer = (driver: Driver, offerId: string, what: string, body: object = {}) =>
  driver.ask('driver', `offers/${offerId}/${what}`, body);

const typesIn = async (stream: string) =>
  (await app().stores.store.readStream(stream)).events.map(({ type }) => type);

describe('a rider who looks for a driver', () => {
  it('is offered to the nearest, and theirs once they accept', async () => {
    const near = await onlineAt(app(), { lat: 40.701, lon: -73.9 });
    const far = await onlineAt(app(), { lat: 40.73, lon: -73.9 });
    const { tripId } = await looksForADriver(app(), { lat: 40.7, lon: -73.9 });
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
    const first = await onlineAt(app(), { lat: 40.601, lon: -73.9 });
    const second = await onlineAt(app(), { lat: 40.605, lon: -73.9 });
    const { tripId, cancel } = await looksForADriver(app(), { lat: 40.6, lon: -73.9 });
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

  it('is never brought together with whom they are kept apart from', async () => {
    const apart = await onlineAt(app(), { lat: 40.5, lon: -73.9 });
    const riderId = 'rider-kept-apart';
    await expectOk(apart.ask('ops', 'block-pair', { riderId, reasonCode: 'ARGUMENT' }));
    const further = await onlineAt(app(), { lat: 40.504, lon: -73.9 });
    const { tripId } = await looksForADriver(app(), { lat: 40.5, lon: -73.9 }, { riderId });
    await offerTo(further);
    const { events } = await app().stores.store.readStream(`dispatch-${tripId}-1`);
    const said = JSON.stringify(events.map(({ data }) => data));
    expect(said).toContain(`"${further.id}"`);
    expect(said).not.toContain(`"${apart.id}"`);
  });

  it('gets a car that they fit into', async () => {
    const near = await onlineAt(app(), { lat: 40.55, lon: -73.9 });
    const fitting = await onlineAt(
      app(),
      { lat: 40.554, lon: -73.9 },
      { car: { wheelchair: true } },
    );
    const needs = { seats: 2, wheelchair: true };
    const { tripId } = await looksForADriver(app(), { lat: 40.55, lon: -73.9 }, { needs });
    await offerTo(fitting);
    expect((await nowOf(near)).currentOffer).toBeNull();
    const [opened] = (await app().stores.store.readStream(`dispatch-${tripId}-1`)).events;
    expect(opened?.data).toMatchObject({ constraints: { ...needs, childSeat: false } });
  });

  it('is matched by the leader of their region', async () => {
    const uptown = await onlineAt(app(), { lat: 40.7681, lon: -73.982 });
    const abroad = await onlineAt(app(), { lat: 40.5795, lon: -74.1502 });
    await looksForADriver(app(), { lat: 40.7685, lon: -73.982 });
    await looksForADriver(app(), { lat: 40.58, lon: -74.1502 });
    const terms = [await offerTo(uptown), await offerTo(abroad)].map((id) => id.split('.').at(-1));
    expect(new Set(terms).size).toBe(2);
  });
});
