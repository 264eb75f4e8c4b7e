import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { useApp, type Answer } from '#test/app';
import { bodies, booking } from '#test/trip-requests';
import { projections } from '../../src/read/projections';

const POSITION = /^\d{19}\/\d{19}$/;
const app = useApp({ queryWaitMs: 400 });
beforeAll(() => {
  Logger.overrideLogger(false);
});

let trip: string;
beforeEach(() => (trip = randomUUID()));

async function command(path: string, body: object, method = 'POST'): Promise<Answer> {
  const token = await app().token('system', 'spec');
  return app().ask(method, `/v1/trips/${trip}${path}`, { token, body });
}
const request = () => command('', { ...booking, riderId: 'ada' }, 'PUT');

async function query(path: string, minPosition: string): Promise<Answer> {
  const token = await app().token('ops', 'olga');
  return app().ask('GET', path, { token, headers: { 'x-min-position': minPosition } });
}
const everyQuery = () => [
  ...[`/v1/trips/${trip}`, `/v1/trips/${trip}/timeline`, '/v1/riders/ada/trips'],
  ...['/v1/ops/trips', '/v1/market/hours'],
];

describe('what a command answers', () => {
  it('is where it stands in the log, and the trip’s revision, in the body and in headers', async () => {
    const answers = [await request()];
    for (const name of ['start-matching', 'assign'] as const) {
      answers.push(await command(`/${name}`, bodies[name]));
    }
    for (const [revision, { status, headers, body }] of answers.entries()) {
      expect(status).toBeLessThan(300);
      expect(body.position).toMatch(POSITION);
      expect(body.revision).toBe(revision);
      expect(headers.get('x-log-position')).toBe(body.position);
      expect(headers.get('etag')).toBe(`"${revision}"`);
    }
    const places = answers.map(({ body }) => String(body.position));
    expect([...places].sort()).toEqual(places);
  });

  it('is the same for a repeat under the same key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { ...booking, riderId: 'ada' };
    const token = await app().token('system', 'spec');
    const put = () => app().ask('PUT', `/v1/trips/${trip}`, { token, body, headers });
    const [first, again] = [await put(), await put()];
    expect(first.headers.get('x-log-position')).toMatch(POSITION);
    for (const name of ['x-log-position', 'etag']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(again.body).toEqual(first.body);
  });
});

describe('a query with X-Min-Position', () => {
  it('sees its own writes in every read model', async () => {
    for (let count = 0; count < 10; count++) {
      trip = randomUUID();
      const { headers } = await request();
      const position = headers.get('x-log-position') ?? '';
      for (const path of everyQuery()) {
        const { status, body } = await query(path, position);
        expect([path, status]).toEqual([path, 200]);
        const { asOf } = body as { asOf: { position: string; time: string } };
        expect(asOf.position >= position).toBe(true);
      }
      expect(JSON.stringify((await query('/v1/riders/ada/trips', position)).body)).toContain(trip);
    }
  });

  it('is told when to ask again, and how far behind the read model is', async () => {
    await request();
    const never = `${'9'.repeat(19)}/${'9'.repeat(19)}`;
    for (const path of everyQuery()) {
      const { status, type, headers, body } = await query(path, never);
      expect([path, status, body.code]).toEqual([path, 202, 'PROJECTION_BEHIND']);
      expect(type).toMatch(/^application\/problem\+json/);
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(body).toMatchObject({ minPosition: never, lag: { events: 0, more: false } });
      expect(projections.map(({ name }) => name)).toContain(body.readModel);
    }
  });

  it('names the reason when the read model stands', async () => {
    const never = `${'9'.repeat(19)}/${'9'.repeat(19)}`;
    const registry = app().stores.db.collection('read_models');
    const since = new Date();
    await registry.updateMany({}, { $set: { stopped: { code: 'X', reason: 'broken', since } } });
    for (const path of everyQuery()) {
      const { status, headers, body } = await query(path, never);
      expect([path, status, body.code]).toEqual([path, 503, 'PROJECTION_STOPPED']);
      expect(headers.get('retry-after')).toBe('30');
      expect(body.stopped).toMatchObject({ code: 'X', reason: 'broken' });
    }
    await registry.updateMany({}, { $set: { stopped: null, building: { events: 1 } } });
    for (const path of everyQuery()) {
      const { status, headers, body } = await query(path, never);
      expect([path, status, body.code]).toEqual([path, 202, 'PROJECTION_REBUILDING']);
      expect(headers.get('retry-after')).toBe('10');
    }
    await registry.updateMany({}, { $set: { building: null } });
  });

  it('is refused for what is no position', async () => {
    for (const path of everyQuery()) {
      const { status, body } = await query(path, 'yesterday');
      expect([path, status, body.code]).toEqual([path, 400, 'BAD_REQUEST']);
    }
  });
});
