import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { useApp, type Answer, type Body } from '#test/app';
import { bodies, booking, type CommandName } from '#test/trip-requests';
import type { Role } from '../../src/shared/kernel/actor';

const app = useApp({ queryWaitMs: 1500 });
beforeAll(() => {
  Logger.overrideLogger(false);
});

const ROLES = { ada: 'rider', eve: 'rider', bob: 'driver', cleo: 'driver', olga: 'ops' } as const;
type Who = keyof typeof ROLES | 'dispatch';
const roleOf = (who: Who): Role => (who === 'dispatch' ? 'system' : ROLES[who]);

let trip: string;
/** The log position that each command answered with. */
let positions: string[];
beforeEach(async () => {
  trip = randomUUID();
  positions = [];
  await ask('ada', 'PUT', '', booking);
  for (const [who, name] of [
    ['dispatch', 'start-matching'],
    ['dispatch', 'assign'],
    ['bob', 'arrive'],
    ['bob', 'start'],
  ] as const) {
    await ask(who, 'POST', `/${name}`, bodies[name satisfies CommandName]);
  }
});

async function ask(who: Who, method: string, path: string, body?: object): Promise<Answer> {
  const token = await app().token(roleOf(who), who);
  const answer = await app().ask(method, `/v1/trips/${trip}${path}`, { token, body });
  const position = answer.headers.get('x-log-position');
  if (position !== null) positions.push(position);
  return answer;
}

const at = (who: Who, moment: string, path = '') =>
  ask(who, 'GET', `${path}?asOf=${encodeURIComponent(moment)}`);
/** With everything that was told so far. */
const asOfNow = async (path: string) => {
  const headers = { 'x-min-position': positions.at(-1) ?? '' };
  const token = await app().token('rider', 'ada');
  return app().ask('GET', `/v1/trips/${trip}${path}`, { token, headers });
};
const typesIn = ({ body }: Answer) => (body.entries as readonly Body[]).map(({ type }) => type);

describe('a trip as it once was', () => {
  it('is what it was after each of its events, and says which one that is', async () => {
    const statuses: unknown[] = [];
    for (const position of positions) {
      const { status, body } = await at('ada', position);
      statuses.push([status, body.status, (body.asOf as Body).position === position]);
    }
    expect(statuses).toEqual(
      ['Requested', 'Matching', 'EnRoute', 'AtPickup', 'InProgress'].map((status) => [
        ...[200, status, true],
      ]),
    );
    const now = await asOfNow('');
    expect((await at('ada', positions.at(-1) ?? '')).body).toMatchObject({
      ...{ status: 'InProgress', startedAt: now.body.startedAt, boardingPin: '4711' },
    });
  });

  it('has the timeline of that moment', async () => {
    const [, , third = ''] = positions;
    const answer = await at('olga', third, '/timeline');
    expect(answer.status).toBe(200);
    expect(typesIn(answer)).toEqual(['TripRequested', 'MatchingStarted', 'DriverAssigned']);
    expect(answer.body.asOf).toMatchObject({ position: third });
  });

  it('is found by the time at which its events were recorded', async () => {
    const { body } = await at('ada', positions[0] ?? '');
    const { time } = body.asOf as { time: string };
    const sameTime = await at('ada', time, '/timeline');
    expect(typesIn(sameTime)[0]).toBe('TripRequested');
    const before = new Date(Date.parse(time) - 1).toISOString();
    expect(await at('ada', before)).toMatchObject({
      ...{ status: 404, body: { code: 'TRIP_NOT_FOUND', detail: 'There was no such trip yet' } },
    });
  });

  it('is as it is now when the moment has not come yet', async () => {
    for (const path of ['', '/timeline']) {
      const future = await at('ada', '2999-01-01T00:00:00+02:00', path);
      expect(future.status).toBe(200);
      const now = await asOfNow(path);
      const { asOf: _, ...shown } = now.body;
      expect(future.body).toMatchObject(shown);
    }
  });

  it('is shown to whoever may see it now, and to a driver without the rider’s PIN', async () => {
    const [first = ''] = positions;
    for (const path of ['', '/timeline']) {
      expect((await at('eve', first, path)).body.code).toBe('TRIP_NOT_YOURS');
      expect((await at('cleo', first, path)).body.code).toBe('TRIP_NOT_YOURS');
      expect((await at('olga', first, path)).status).toBe(200);
      const shown = await at('bob', first, path);
      expect([shown.status, 'boardingPin' in shown.body]).toEqual([200, false]);
    }
    trip = 'nobody-has-it';
    for (const path of ['', '/timeline']) {
      expect(await at('ada', first, path)).toMatchObject({
        ...{ status: 404, body: { code: 'TRIP_NOT_FOUND', detail: 'There is no such trip' } },
      });
    }
  });

  it.each(['', 'now', '2014-04-01', '2015-02-29T00:00:00Z', '1/2/3', 'x'.repeat(99), '%00'])(
    'is refused for the moment %p',
    async (moment) => {
      for (const path of ['', '/timeline']) {
        const { status, type, body } = await at('ada', moment, path);
        expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
        expect(type).toMatch(/^application\/problem\+json/);
      }
    },
  );

  it('is refused for two moments at once', async () => {
    const { status } = await ask('ada', 'GET', '?asOf=1/1&asOf=2/2');
    expect(status).toBe(400);
  });

  it('reads nothing but the log: the read models may be anywhere', async () => {
    await app()
      .stores.db.collection('read_models')
      .updateMany({}, { $set: { 'live.position': null } });
    expect((await at('ada', positions[0] ?? '')).body.status).toBe('Requested');
  });

  it('is in the OpenAPI document', async () => {
    const { paths } = (await app().ask('GET', '/docs-json')).body as unknown as {
      paths: Record<string, { get: { parameters: readonly { name: string; in: string }[] } }>;
    };
    for (const path of ['/v1/trips/{tripId}', '/v1/trips/{tripId}/timeline']) {
      expect(paths[path]?.get.parameters).toContainEqual(
        expect.objectContaining({ name: 'asOf', in: 'query', required: false }),
      );
    }
  });
});
