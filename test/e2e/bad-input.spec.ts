import { once } from 'node:events';
import { request as httpRequest, Agent } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { useApp } from '#test/app';
import { driverBodies } from '#test/driver-requests';
import { bodies, booking, commandNames } from '#test/trip-requests';
import { formatPosition } from '../../src/shared/kernel/log-position';
import { ROLES } from '../../src/shared/kernel/actor';

const SEED = 20140403;
const RUNS = 2500;
/** Without policies, whose own notes come into the log when they come: here every append has to be a request's. */
const app = useApp({ queryWaitMs: 20, roles: ['write', 'read', 'project'] });
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
beforeAll(() => {
  Logger.overrideLogger(false);
});
afterAll(() => agent.destroy());

const EVIL_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then'];
const EVIL_TEXTS = [
  ...['', ' ', '\u0000', 'a\u0000b', '\ud800', '😀', '%00', '../../etc', '$where', '{"$gt":""}'],
  ...['0', '-1', '1e999', 'NaN', 'null', 'true', '2014-02-31T00:00:00.000Z', 'ﬀ', '\u202e'],
  ...['2014-00-01T00:00:00.000Z', '2014-01-00T00:00:00.000Z', '0000-01-01T00:00:00.000Z', 'A_B'],
  ...['9999-12-31T23:59:59.999Z', 'x'.repeat(5000), ...EVIL_NAMES],
];
const EVIL_NUMBERS = [0, -0, -1, 1.5, 1e308, -1e308, 2 ** 53, 1e21, 5e-324, 91, 181, 10_001];

const evilValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...EVIL_TEXTS),
  fc.constantFrom<unknown>(...EVIL_NUMBERS),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [{}], { length: 2 }),
  fc.constantFrom(...EVIL_NAMES).map((name) => ownProperty({}, name, { polluted: true })),
  fc.jsonValue({ maxDepth: 3 }),
);

function ownProperty(target: object, name: string, value: unknown): object {
  const copy = { ...target };
  return Object.defineProperty(copy, name, { value, enumerable: true, configurable: true });
}

/** Every place in a JSON value, as the names that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]))];
}

function changedAt(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (old: unknown) => unknown,
): unknown {
  if (name === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) =>
      String(index) === name ? changedAt(each, rest, change) : each,
    );
  }
  const before = value as Record<string, unknown>;
  return ownProperty(before, name, changedAt(before[name], rest, change));
}

/** A well-formed body with one place of it replaced, taken away, doubled, or added to. */
function nearly(body: object): fc.Arbitrary<unknown> {
  const place = fc.constantFrom(...placesIn(body));
  const change = fc.oneof(
    evilValue.map((value) => () => value),
    fc.constant(() => undefined),
    fc.constant((old: unknown) => [old, old]),
    fc.constant((old: unknown) => ({ value: old })),
    fc.tuple(fc.constantFrom(...EVIL_NAMES, 'extra'), evilValue).map(
      ([name, value]) =>
        (old: unknown) =>
          typeof old === 'object' && old !== null && !Array.isArray(old)
            ? ownProperty(old, name, value)
            : value,
    ),
  );
  return fc.tuple(place, change).map(([path, how]) => changedAt(body, path, how));
}

const encoded = (id: string) => encodeURIComponent(id.replace(/[\ud800-\udfff]/g, '_'));
const evilId = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('known', 'unknown') },
  { weight: 12, arbitrary: fc.uuid() },
  fc.constantFrom('.', '..', '%', '%00', '%E0%A4%A', '%2F..', 'a%20b', ...EVIL_NAMES),
  fc.constantFrom(...EVIL_TEXTS).map((id) => encoded(id).slice(0, 3000)),
);

const command = fc.constantFrom(...commandNames).chain((name) =>
  fc.record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE'),
    path: evilId.map((id) => `/v1/trips/${id}/${name}`),
    json: fc.oneof({ weight: 4, arbitrary: nearly(bodies[name]) }, evilValue),
  }),
);
const aroundDrivers = fc.constantFrom(...Object.entries(driverBodies)).chain(([route, body]) => {
  const [method = '', path = ''] = route.split(' ');
  return fc.record({
    method: fc.oneof({ weight: 6, arbitrary: fc.constant(method) }, fc.constant('PATCH')),
    path: evilId.map((id) => path.replaceAll(/\{\w+\}/g, () => id)),
    json: fc.oneof({ weight: 4, arbitrary: nearly(body) }, evilValue),
  });
});
const creation = fc.record({
  method: fc.constant('PUT'),
  path: evilId.map((id) => `/v1/trips/${id}`),
  json: fc.oneof({ weight: 5, arbitrary: nearly({ ...booking, riderId: 'ada' }) }, evilValue),
});
const parameter = fc.tuple(
  fc.constantFrom(
    ...['status', 'zone', 'from', 'to', 'limit', 'cursor', 'city', 'resolution', ...EVIL_NAMES],
  ),
  fc.constantFrom(...EVIL_TEXTS, ...EVIL_NUMBERS.map(String), '2014-04-01', '161', 'WyIiLCIiXQ'),
);
const query = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS'),
  path: fc
    .tuple(
      fc.oneof(
        evilId.map((id) => `/v1/trips/${id}`),
        evilId.map((id) => `/v1/trips/${id}/timeline`),
        evilId.map((id) => `/v1/riders/${id}/trips`),
        evilId.map((id) => `/v1/trips/${id}/live`),
        evilId.map((id) => `/v1/trips/${id}/matching`),
        evilId.map((id) => `/v1/drivers/${id}/offers`),
        evilId.map((id) => `/v1/drivers/${id}/stream`),
        fc.constantFrom('/v1/ops/trips', '/v1/market/hours', '/v1/nowhere', '/', '//', '/v1/trips'),
        fc.constantFrom('/v1/market/minutes', '/v1/ops/live-map', '/v1/ops/live-map/stream'),
      ),
      fc.array(parameter, { maxLength: 3 }),
    )
    .map(([path, parameters]) => {
      const search = parameters.map(([name, value]) => `${name}=${encoded(value).slice(0, 900)}`);
      return search.length === 0 ? path : `${path}?${search.join('&')}`;
    }),
  json: fc.constant(undefined),
});

const HEADERS = [
  'Idempotency-Key',
  'If-Match',
  'X-Occurred-At',
  'X-Act-As',
  'X-Min-Position',
].concat(['X-Correlation-Id', 'X-Causation-Id', 'traceparent', 'Last-Event-ID', 'Accept']);
const headerText = fc.oneof(
  fc.constantFrom(...EVIL_TEXTS).map((value) =>
    // What may stand in a header at all; the rest never leaves a client.
    Array.from(value, (sign) => (/[\x20-\x7e\x80-\xff]/.test(sign) ? sign : '?')).join(''),
  ),
  fc.constantFrom('0'.repeat(30), '99999999999999999999/1', `${'9'.repeat(19)}/${'9'.repeat(19)}`),
  fc.constantFrom('rider:ada', 'ops:olga', 'system:x', 'nobody:x', '"0"', '"', 'W/"1"', '-1'),
  fc.constantFrom('2014-02-31T00:00:00Z', '2014-13-01T00:00:00Z', '2099-01-01T00:00:00Z'),
);
const header = fc.tuple(fc.constantFrom(...HEADERS), headerText);
const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  fc.array(header, { maxLength: 2 }),
);

const tokens = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...ROLES) },
  { weight: 20, arbitrary: fc.constant('system' as const) },
  fc.constantFrom('none', 'expired', 'forged', 'garbage', 'unsigned', 'nameless'),
);
const JSON_TYPE = 'application/json';
const contentTypes = fc.oneof(
  { weight: 24, arbitrary: fc.constant(JSON_TYPE) },
  fc.constantFrom(
    ...['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'],
    ...['application/xml', `${JSON_TYPE}; charset=utf-16`, `${JSON_TYPE};;`, '\u00ff'],
  ),
);
const rawBody = fc.constantFrom(
  '',
  '{',
  '[1,',
  '{"a":1}}',
  '\u0000',
  '"',
  'nul',
  '{"__proto__":1}',
);

const mostlyNone = fc.oneof({ weight: 24, arbitrary: fc.constant(null) }, rawBody);

const requests = fc.record({
  asked: fc.oneof(
    { weight: 5, arbitrary: command },
    { weight: 4, arbitrary: creation },
    { weight: 5, arbitrary: aroundDrivers },
    { weight: 3, arbitrary: query },
  ),
  ...{ token: tokens, headers, raw: mostlyNone },
  type: contentTypes,
});
type Asked = typeof requests extends fc.Arbitrary<infer T> ? T : never;

interface Seen {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function send(
  { asked, headers: extra, raw, type: sentAs }: Asked,
  token: string | undefined,
): Promise<Seen> {
  const body = raw ?? (asked.json === undefined ? undefined : JSON.stringify(asked.json));
  return new Promise((resolve, reject) => {
    const sent = httpRequest(app().url, {
      ...{ agent, method: asked.method, path: asked.path },
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...(body === undefined || sentAs === '' ? {} : { 'content-type': sentAs }),
        ...Object.fromEntries(extra),
      },
    });
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      const type = answered['content-type'] ?? '';
      if (type.startsWith('text/event-stream')) {
        // Open until somebody leaves.
        resolve({ status, type, body: '' });
        sent.destroy();
        return;
      }
      text(response).then((read) => resolve({ status, type, body: read }), reject);
    });
    sent.setTimeout(3000, () => sent.destroy(new Error('No answer')));
    sent.on('error', reject);
    sent.end(body);
  });
}

async function tokensByName(): Promise<Record<Asked['token'], string | undefined>> {
  const { token, keys } = app();
  const [rider, driver, ops, system] = await Promise.all([
    ...[token('rider', 'ada'), token('driver', 'bob'), token('ops', 'olga')],
    token('system', 'importer'),
  ]);
  const rules = { issuer: 'hailstream-spec', audience: 'hailstream-spec' };
  const [header = '', payload = '', signature = ''] = (ops ?? '').split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  return {
    ...{ rider, driver, ops, system, none: undefined, garbage: 'a.b.c' },
    expired: await keys.token({ type: 'ops', id: 'olga' }, rules, '-1h'),
    forged: `${header}.${payload}.${Array.from(signature).reverse().join('')}`,
    unsigned: `${none}.${payload}.`,
    nameless: await keys.token({ type: 'ops', id: 'a b' }, rules),
  };
}

async function head(): Promise<string> {
  const position = await app().stores.store.head();
  return position ? formatPosition(position) : '';
}

const SOME_TEXT: unknown = expect.any(String);
const PROBLEM_TYPE: unknown = expect.stringMatching(/^urn:hailstream:problem:[A-Z][A-Z0-9_]+$/);

/** What every refusal has to be. */
function expectProblem({ status, type, body }: Seen) {
  expect(type).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(body)).toMatchObject({
    ...{ status, code: SOME_TEXT, title: SOME_TEXT, detail: SOME_TEXT, type: PROBLEM_TYPE },
  });
}

describe(`bad input (seed ${SEED}, ${RUNS} requests)`, () => {
  it('never breaks the server, appends nothing when refused, and is refused with a problem', async () => {
    const byName = await tokensByName();
    const { ask } = app();
    await ask('PUT', '/v1/trips/known', { token: byName.rider, body: booking });
    let before = await head();
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(requests, async (each) => {
        const seen = await send(each, byName[each.token]);
        statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1);
        expect(seen.status).toBeLessThan(500);
        const after = await head();
        if (seen.status >= 400) {
          expect(after).toBe(before);
          if (each.asked.method !== 'HEAD') expectProblem(seen);
        }
        before = after;
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: false },
    );
    console.log(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}`);
    expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining([200, 400, 401, 403, 404]));
    expect(Object.prototype).not.toHaveProperty('polluted');
  }, 90_000);

  /** What no client library would send. */
  const line = (path: string, ...extra: string[]) =>
    ['GET ' + path + ' HTTP/1.1', 'Host: here', ...extra, 'Connection: close', '', ''].join('\r\n');
  it.each([
    ['a header that never ends', line('/v1/ops/trips', `X-Long: ${'x'.repeat(40_000)}`)],
    ['a path that never ends', line(`/v1/trips/${'x'.repeat(40_000)}`)],
    ['a byte that may not stand in a header', line('/v1/ops/trips', 'X-Bad: a\u0000b')],
    ['no HTTP at all', 'HELLO THERE\r\n\r\n'],
    ['two lengths', line('/v1/ops/trips', 'Content-Length: 1', 'Content-Length: 2')],
    ['a broken escape in the path', line('/v1/trips/%E0%A4%A')],
    [
      'a body beyond the limit',
      `PUT /v1/trips/x HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n`,
    ],
  ])('refuses %s with a problem', async (_, raw) => {
    const socket = connect(Number(new URL(app().url).port), '127.0.0.1');
    socket.write(raw);
    const answer = await text(socket);
    const [top = '', body = ''] = answer.split('\r\n\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(top)?.[1]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expectProblem({ status, type: /content-type: (.*)/i.exec(top)?.[1] ?? '', body });
  });

  it('sends away who connects and asks for nothing', async () => {
    const socket = connect(Number(new URL(app().url).port), '127.0.0.1');
    await once(socket.resume(), 'close');
    expect(socket.bytesWritten).toBe(0);
  });
});
