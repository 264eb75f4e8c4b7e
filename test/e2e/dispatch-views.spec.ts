import { Logger } from '@nestjs/common';
import { useApp } from '#test/app';
import { appender } from '#test/appended';
import * as the from '#test/dispatch.samples';
import * as shift from '#test/shift.samples';
import * as trip from '#test/trip.samples';
import type { DriverPosition } from '../../src/read/live-map/driver-positions';
import type { Role } from '../../src/shared/kernel/actor';
import { formatPosition } from '../../src/shared/kernel/log-position';
import type { Appended } from '../../src/shared/event-store/event-store';

/** What the dispatcher wrote, read through the doors of the read side. */
const app = useApp({ roles: ['read', 'project'] });
let last: Appended;
beforeAll(async () => {
  Logger.overrideLogger(false);
  const append = appender(app().stores.store);
  last = await append(
    ...[trip.requested(), trip.matching(), the.opened(), the.ranked('bob', 'cleo')],
    ...[the.extended('bob'), the.delivered('bob'), the.declined('bob'), the.held()],
    ...[shift.started(), shift.breakStarted()],
    ...[the.rankedAt(20, 'cleo'), the.extended('cleo', 20), the.accepted('cleo', 25)],
  );
});

async function ask(path: string, role: Role, id: string) {
  const headers = { 'x-min-position': formatPosition(last.position) };
  return app().ask('GET', path, { token: await app().token(role, id), headers });
}

describe('a driver’s offers', () => {
  it('are told with their terms, the comparison and the outcome', async () => {
    const { body } = await ask('/v1/drivers/bob/offers', 'driver', 'bob');
    expect(body).toMatchObject({
      offers: [
        {
          ...{ driverId: 'bob', tripId: trip.tripId, attempt: 1, rank: 1, outcome: 'declined' },
          ...{ reason: 'TOO_FAR', parts: { eta: 240, refusal: 12 }, cost: 252 },
          ranking: { candidates: 2, tick: 1, strategy: 'batch-v1' },
        },
      ],
      next: null,
    });
    expect(JSON.stringify(body)).not.toContain('cleo');
  });

  it('come in pages and by time', async () => {
    const none = await ask(`/v1/drivers/bob/offers?from=${the.after(1)}`, 'ops', 'olga');
    expect(none.body).toMatchObject({ offers: [], next: null });
    const some = await ask(`/v1/drivers/cleo/offers?to=${the.after(21)}&limit=1`, 'ops', 'olga');
    expect(some.body).toMatchObject({ offers: [{ outcome: 'accepted' }], next: null });
    const wrong = await ask('/v1/drivers/bob/offers?from=yesterday', 'ops', 'olga');
    expect(wrong).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });

  it('are nobody else’s to see', async () => {
    expect(await ask('/v1/drivers/bob/offers', 'driver', 'cleo')).toMatchObject({
      ...{ status: 403, body: { code: 'DRIVER_NOT_YOURS' } },
    });
    expect((await ask('/v1/drivers/bob/offers', 'rider', 'ada')).status).toBe(403);
  });
});

describe('how a driver was looked for', () => {
  const path = `/v1/trips/${trip.tripId}/matching`;

  it('is told whole to operations', async () => {
    const { body } = await ask(path, 'ops', 'olga');
    expect(body).toMatchObject({
      tripId: trip.tripId,
      searches: [
        {
          ...{ attempt: 1, status: 'accepted', drivers: 2 },
          ticks: [{ tick: 1, heldUntilTick: 2, candidates: [{}, {}] }, { tick: 11 }],
          offers: [
            { driverId: 'bob', outcome: 'declined' },
            { driverId: 'cleo', outcome: 'accepted' },
          ],
        },
      ],
    });
  });

  it('is told to the rider without the drivers', async () => {
    const { body } = await ask(path, 'rider', 'ada');
    expect(body).toMatchObject({ stage: 'found', driversAsked: 2, driversUnavailable: 1 });
    expect(JSON.stringify(body)).not.toMatch(/bob|cleo|252/);
  });

  it('is no other rider’s to see, and no driver’s', async () => {
    expect(await ask(path, 'rider', 'eve')).toMatchObject({
      ...{ status: 403, body: { code: 'TRIP_NOT_YOURS' } },
    });
    expect((await ask(path, 'driver', 'bob')).status).toBe(403);
    expect((await ask('/v1/trips/nobody/matching', 'ops', 'olga')).status).toBe(404);
  });
});

describe('the live map', () => {
  const path = '/v1/ops/live-map?city=nyc';

  it('shows what is asked for where, and drivers nowhere before their first ping', async () => {
    const { body } = await ask(path, 'ops', 'olga');
    expect(body).toMatchObject({
      ...{ cityId: 'nyc', resolution: 8, unplaced: { onBreak: 1 } },
      cells: [{ cell: trip.market.cell, openRequests: 1, onBreak: 0 }],
    });
  });

  it('shows drivers where they are heard', async () => {
    const { lat, lon } = trip.eastVillage;
    const seenAt = trip.at('05:10:00');
    await app()
      .stores.db.collection<DriverPosition>('driver_positions')
      .insertOne({ _id: shift.bobId, lat, lon, seenAt, receivedAt: new Date() });
    const { body } = await ask(`${path}&resolution=7`, 'ops', 'olga');
    expect(body).toMatchObject({ unplaced: { onBreak: 0 }, cells: [{}, {}] });
    expect(body.cells).toContainEqual(expect.objectContaining({ onBreak: 1, openRequests: 0 }));
  });

  it('is for operations, and for cities', async () => {
    expect((await ask(path, 'driver', 'bob')).status).toBe(403);
    expect((await ask('/v1/ops/live-map', 'ops', 'olga')).status).toBe(400);
    expect((await ask(`${path}&resolution=9`, 'ops', 'olga')).status).toBe(400);
    const { body } = await ask('/v1/ops/live-map?city=atlantis', 'ops', 'olga');
    expect(body).toMatchObject({ cells: [] });
  });
});

describe('what is not as it should be', () => {
  it('is told with since when, whom it concerns and what to do', async () => {
    const { db } = app().stores;
    const collection = (await db.collection('read_models').findOne({ _id: 'market_hour' as never }))
      ?.live as { collection: string };
    const { collection: of } = collection;
    const letter = { _id: 'a-letter' as never, collection: of, projection: 'market_hour' };
    await db.collection('dead_letters').insertOne(letter);
    const { body } = await ask('/v1/ops/exceptions', 'ops', 'olga');
    expect(body.exceptions).toEqual([
      expect.objectContaining({ kind: 'DEAD_LETTERS', readModel: 'market_hour' }),
      expect.objectContaining({ kind: 'SEARCH_OVERDUE', tripId: trip.tripId }),
    ]);
    await db.collection('dead_letters').deleteOne({ _id: letter._id });
  });

  it('is for operations', async () => {
    expect((await ask('/v1/ops/exceptions', 'driver', 'bob')).status).toBe(403);
  });
});

describe('the market by the minute', () => {
  it('tells the funnel of what was asked for then', async () => {
    const path = '/v1/market/minutes?from=2014-04-01T00&to=2014-04-01T00:11&city=nyc';
    const { body } = await ask(path, 'ops', 'olga');
    expect(body).toMatchObject({
      rows: [
        {
          ...{ minute: '2014-04-01T00:11', zoneId: 140, requested: 1, searches: 1, matched: 0 },
          offers: { extended: 2, accepted: 1, declined: 1 },
          acceptanceRate: 0.5,
        },
      ],
      next: null,
    });
    for (const to of ['2014-04-01T00', '2014-04-01']) {
      const whole = await ask(`/v1/market/minutes?from=2014-04-01&to=${to}`, 'ops', 'olga');
      expect(whole.body.rows).toHaveLength(1);
    }
    const before = await ask('/v1/market/minutes?to=2014-04-01T00:10', 'ops', 'olga');
    expect(before.body).toMatchObject({ rows: [] });
    expect((await ask('/v1/market/minutes?from=noon', 'ops', 'olga')).status).toBe(400);
    expect((await ask(path, 'driver', 'bob')).status).toBe(403);
  });
});

describe('what drivers’ time was spent on', () => {
  const supply = '/v1/market/supply?city=nyc&to=2014-04-01T06:00:00.000Z';

  it('is told to each driver, shift by shift', async () => {
    const { body } = await ask('/v1/drivers/bob/shifts', 'driver', 'bob');
    expect(body).toMatchObject({
      shifts: [{ shiftNo: 1, endedAt: null, seconds: { open: 3600, onTrip: 0 } }],
      next: null,
    });
    expect(await ask('/v1/drivers/bob/shifts', 'driver', 'cleo')).toMatchObject({
      ...{ status: 403, body: { code: 'DRIVER_NOT_YOURS' } },
    });
  });

  it('adds up to a city’s supply by the hour', async () => {
    const { body } = await ask(`${supply}&from=2014-04-01T04:00:00.000Z`, 'ops', 'olga');
    expect(body.rows).toEqual([
      expect.objectContaining({ drivers: 1, online: 3600, open: 3600, utilisation: 0 }),
      expect.objectContaining({ drivers: 1, online: 0, onBreak: 3600, utilisation: null }),
    ]);
    const lorries = await ask(`${supply}&tier=lorry`, 'ops', 'olga');
    expect(lorries.body.rows).toHaveLength(24);
    expect(JSON.stringify(lorries.body.rows)).not.toContain('3600');
  });

  it('is told in so many rows, and for a time that is one', async () => {
    const days = await ask(`${supply}&by=minute&from=2014-03-01T00:00:00.000Z`, 'ops', 'olga');
    expect(days).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    const never = await ask(`${supply}&from=2014-04-02T00:00:00.000Z`, 'ops', 'olga');
    expect(never.status).toBe(400);
    expect((await ask('/v1/market/supply', 'ops', 'olga')).status).toBe(400);
  });
});
