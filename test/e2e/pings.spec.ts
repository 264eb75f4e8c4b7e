import { once } from 'node:events';
import { WebSocket } from 'undici';
import { TOKEN_RULES, useApp } from '#test/app';
import { startServer } from '../../src/server';
import { configurationFrom } from '../../src/shared/configuration';
import { personalKeyFile } from '../../src/shared/personal/keyed';

const app = useApp({ roles: ['write'] });

const point = (secondsAgo: number, change: object = {}) => ({
  at: new Date(Date.now() - secondsAgo * 1000).toISOString(),
  ...{ lat: 40.7589, lon: -73.9851, accuracyM: 8, heading: 270, speedMps: 7.5 },
  ...change,
});

const send = async (points: readonly unknown[], driver = 'ann', as = 'ann') =>
  app().ask('POST', `/v1/drivers/${driver}/pings`, {
    token: await app().token('driver', as),
    body: { points },
  });

/** A driver's line, and what comes over it. */
async function lineOf(driver: string, server = app().url) {
  const token = await app().token('driver', driver);
  const url = `${server.replace('http', 'ws')}/v1/drivers/${driver}/uplink`;
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
  const closed = once(socket as unknown as EventTarget, 'close') as Promise<[CloseEvent]>;
  await once(socket as unknown as EventTarget, 'open');
  const ask = async (message: unknown) => {
    const answered = once(socket as unknown as EventTarget, 'message') as Promise<[MessageEvent]>;
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    const [{ data }] = await answered;
    return JSON.parse(String(data)) as unknown;
  };
  const end = async () => {
    const [{ code, reason }] = await closed;
    return [code, reason];
  };
  return { socket, ask, end };
}

interface MessageEvent {
  readonly data: unknown;
}
interface CloseEvent {
  readonly code: number;
  readonly reason: string;
}

describe('pings', () => {
  it('are taken, and those that are not believed are named', async () => {
    const points = [point(9), point(5), point(7), point(1, { accuracyM: 80 })];
    const { status, body } = await send(points, 'bea', 'bea');
    expect([status, body]).toEqual([
      200,
      {
        accepted: 2,
        dropped: [
          { reason: 'NOT_NEWER', points: 1 },
          { reason: 'INACCURATE', points: 1 },
        ],
      },
    ]);
  });

  it.each([
    ['none', []],
    ['too many', Array.from({ length: 101 }, () => point(1))],
    ['a place that is none', [point(1, { lat: 91 })]],
    ['a time that is none', [point(1, { at: 'now' })]],
    ['something unknown', [point(1, { altitude: 12 })]],
    ['null', [null]],
  ])('are turned away when they are not well formed: %s', async (_, points) => {
    expect(await send(points)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });

  it('come from the driver, or from the system for anybody', async () => {
    expect(await send([point(1)], 'ann', 'bob')).toMatchObject({ status: 403 });
    const path = '/v1/drivers/cleo/pings';
    const body = { points: [point(1)] };
    const as = async (role: 'system' | 'rider') =>
      (await app().ask('POST', path, { token: await app().token(role, 'cleo'), body })).status;
    expect([await as('system'), await as('rider')]).toEqual([200, 403]);
    expect((await app().ask('POST', path, { body })).status).toBe(401);
  });

  it('come no oftener than is of use', async () => {
    const answers = [];
    for (let call = 0; call < 61; call++) answers.push(await send([point(1)], 'dan', 'dan'));
    const last = answers.at(-1);
    expect(answers.slice(0, 60).every(({ status }) => status === 200)).toBe(true);
    expect(last).toMatchObject({ status: 429, body: { code: 'TOO_MANY_PINGS' } });
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('are counted', async () => {
    await send([point(0.5)], 'eva', 'eva');
    const { body } = await app().ask('GET', '/metrics');
    expect(body.text).toMatch(/hailstream_pings_total\{outcome="ACCEPTED"\} [1-9]/);
  });
});

describe('a line that stays open', () => {
  it('takes pings and acknowledges each message', async () => {
    const { socket, ask, end } = await lineOf('fay');
    expect(await ask({ seq: 1, points: [point(9), point(8)] })).toEqual({
      ...{ seq: 1, accepted: 2, dropped: [] },
    });
    expect(await ask({ seq: 2, points: [point(9)] })).toEqual({
      ...{ seq: 2, accepted: 0, dropped: [{ reason: 'NOT_NEWER', points: 1 }] },
    });
    socket.close();
    await end();
  });

  it('says that it was too often, and stays open', async () => {
    const { socket, ask, end } = await lineOf('gil');
    for (let seq = 1; seq <= 60; seq++) await ask({ seq, points: [point(1)] });
    expect(await ask({ seq: 61, points: [point(1)] })).toMatchObject({
      ...{ seq: 61, problem: { code: 'TOO_MANY_PINGS', status: 429 } },
    });
    socket.close();
    await end();
  });

  it.each(['{', '[]', '{"seq":1}', '{"seq":-1,"points":[]}', '"pings"', 'null'])(
    'is closed on whom nobody understands: %s',
    async (message) => {
      const { socket, end } = await lineOf('hal');
      socket.send(message);
      expect(await end()).toEqual([4400, 'BAD_REQUEST']);
    },
  );

  it('is closed when the driver opens another', async () => {
    const first = await lineOf('ida');
    const second = await lineOf('ida');
    expect(await first.end()).toEqual([4409, 'REPLACED']);
    expect(await second.ask({ seq: 1, points: [point(1)] })).toMatchObject({ accepted: 1 });
    second.socket.close();
  });

  it('is refused as any request is', async () => {
    const upgrade = { connection: 'upgrade', upgrade: 'websocket' };
    const path = '/v1/drivers/joe/uplink';
    const token = await app().token('driver', 'joe');
    expect(await app().ask('GET', path)).toMatchObject({ status: 401 });
    expect(await app().ask('GET', path, { token })).toMatchObject({
      ...{ status: 426, body: { code: 'UPGRADE_REQUIRED' } },
    });
    const failed = async (headers: Record<string, string>) => {
      const url = `${app().url.replace('http', 'ws')}${path}`;
      const socket = new WebSocket(url, { headers: { ...upgrade, ...headers } });
      await once(socket as unknown as EventTarget, 'error');
      return socket.readyState;
    };
    const others = await app().token('driver', 'ann');
    const { CLOSED } = WebSocket;
    expect(await failed({ authorization: `Bearer ${others}` })).toBe(CLOSED);
    expect(await failed({})).toBe(CLOSED);
  });
});

describe('a server that stops', () => {
  it('says so on every line, and keeps what it was told', async () => {
    const { keys, stores } = app();
    const server = await startServer({
      ...configurationFrom({
        ...{ EVENTSTORE_URL: stores.eventStoreUrl, MONGODB_URL: stores.mongoUrl, PORT: '0' },
        ...{ JWKS_URL: keys.jwksUrl, HAILSTREAM_ROLES: 'write' },
      }),
      tokenRules: TOKEN_RULES,
      personalKeyFile: personalKeyFile(process.env),
    });
    const { ask, end } = await lineOf('kim', server.url);
    await ask({ seq: 1, points: [point(1)] });
    await server.close();
    expect(await end()).toEqual([1001, 'STOPPING']);
    const positions = stores.db.collection<{ _id: string }>('driver_positions');
    expect(await positions.countDocuments({ _id: 'kim' })).toBe(1);
  });
});
