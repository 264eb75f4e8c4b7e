import { Logger } from '@nestjs/common';
import { useApp, TOKEN_RULES } from '#test/app';
import { driverBodies } from '#test/driver-requests';
import { bodies, booking, commandNames, type CommandName } from '#test/trip-requests';
import { ROLES, type Role } from '../../src/shared/kernel/actor';

const app = useApp();
beforeAll(() => {
  Logger.overrideLogger(false);
});

interface Operation {
  readonly description?: string;
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly requestBody?: object;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

async function routes(): Promise<Route[]> {
  const { body } = await app().ask('GET', '/docs-json');
  const paths = body.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([name, operation]) => ({
      ...{ method: name.toUpperCase(), path, operation },
    })),
  );
}

const isPublic = ({ path }: Route) => /^\/(health|metrics)/.test(path);
/** No command: it appends to no stream. */
const isPing = ({ path }: Route) => path.endsWith('/pings');
/** A trip that no other route makes. */
const concrete = (path: string) =>
  path
    .replace('{tripId}', `nobody-has-${path.replace(/\W+/g, '-')}`)
    .replace(/\{(driver|vehicle)Id\}/, 'nobody-has-it')
    .replace('{offerId}', 'nobody-has-it-1-1.1')
    .replace('{riderId}', 'somebody-else');

/** Who may call what, written down once more: a route that opens by mistake differs from this. */
const commands = (roles: readonly Role[], ...names: readonly CommandName[]) =>
  Object.fromEntries(names.map((name) => [`POST /v1/trips/{tripId}/${name}`, roles]));

const routesOf = (path: string, roles: readonly Role[], ...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`POST ${path}/${name}`, roles]));
const driver = routesOf.bind(undefined, '/v1/drivers/{driverId}');
const vehicle = routesOf.bind(undefined, '/v1/vehicles/{vehicleId}');
const offer = routesOf.bind(undefined, '/v1/drivers/{driverId}/offers/{offerId}');
const shift = routesOf.bind(undefined, '/v1/drivers/{driverId}/shift');

const OPEN_TO: Readonly<Record<string, readonly Role[]>> = {
  ...commands(['system'], 'start-matching', 'assign', 'give-up', 'finalise-fare', 'settle'),
  ...commands(['system'], 'allow-no-show'),
  ...commands(['ops'], 'force-transition', 'approve-transition'),
  ...commands(['ops', 'system'], 'activate', 'reassign'),
  ...commands(['rider', 'ops', 'system'], 'schedule', 'change-destination', 'add-stop'),
  ...commands(['rider', 'ops', 'system'], 'remove-stop', 'move-pickup'),
  ...commands(['driver', 'ops', 'system'], 'arrive', 'attempt-contact', 'start', 'arrive-stop'),
  ...commands(['driver', 'ops', 'system'], 'depart-stop', 'complete', 'no-show', 'abort'),
  ...commands(['rider', 'driver', 'ops', 'system'], 'cancel'),
  ...driver(['driver', 'ops', 'system'], 'submit-document'),
  ...driver(['ops', 'system'], 'verify-document', 'reject-document', 'suspend', 'lift-suspension'),
  ...driver(['ops', 'system'], 'block-pair', 'unblock-pair'),
  ...driver(['ops'], 'activate', 'decide-review', 'deactivate'),
  ...driver(['driver', 'ops'], 'request-review'),
  ...driver(['system'], 'review-standing'),
  ...vehicle(['driver', 'ops', 'system'], 'retire', 'share', 'unshare'),
  ...vehicle(['ops', 'system'], 'inspect', 'lapse'),
  ...vehicle(['ops'], 'approve', 'release'),
  ...shift(['driver', 'system'], 'go-online', 'go-offline'),
  ...shift(['driver', 'ops', 'system'], 'pause', 'resume'),
  ...shift(['system'], 'lose-comms', 'restore-comms', 'reserve', 'release', 'commit', 'arrive'),
  ...shift(['system'], 'begin', 'reserve-next'),
  ...shift(['ops', 'system'], 'force-offline', 'free'),
  ...offer(['driver', 'system'], 'accept', 'decline', 'delivered'),
  'PUT /v1/drivers/{driverId}': ['driver', 'ops', 'system'],
  'PUT /v1/vehicles/{vehicleId}': ['driver', 'ops', 'system'],
  'PUT /v1/trips/{tripId}': ['rider', 'ops', 'system'],
  'GET /v1/trips/{tripId}': ['rider', 'driver', 'ops', 'system'],
  'GET /v1/trips/{tripId}/live': ['rider', 'driver', 'ops', 'system'],
  'GET /v1/trips/{tripId}/timeline': ['rider', 'driver', 'ops', 'system'],
  'GET /v1/riders/{riderId}/trips': ['rider', 'ops', 'system'],
  'POST /v1/drivers/{driverId}/pings': ['driver', 'system'],
  'GET /v1/drivers/{driverId}/now': ['driver', 'ops', 'system'],
  'GET /v1/drivers/{driverId}/compliance': ['driver', 'ops', 'system'],
  'GET /v1/drivers/{driverId}/standing': ['driver', 'ops', 'system'],
  'GET /v1/drivers/{driverId}/offers': ['driver', 'ops', 'system'],
  'GET /v1/drivers/{driverId}/shifts': ['driver', 'ops', 'system'],
  'GET /v1/drivers/{driverId}/stream': ['driver', 'ops', 'system'],
  'GET /v1/trips/{tripId}/matching': ['rider', 'ops', 'system'],
  'GET /v1/trips/{tripId}/matching/stream': ['rider', 'ops', 'system'],
  'GET /v1/ops/exceptions': ['ops', 'system'],
  'GET /v1/ops/live-map': ['ops', 'system'],
  'GET /v1/ops/live-map/stream': ['ops', 'system'],
  'GET /v1/ops/drivers': ['ops', 'system'],
  'GET /v1/ops/trips': ['ops', 'system'],
  'GET /v1/ops/zone-queues': ['ops', 'system'],
  'GET /v1/market/hours': ['ops', 'system'],
  'GET /v1/market/minutes': ['ops', 'system'],
  'GET /v1/market/supply': ['ops', 'system'],
};

function bodyOf(method: string, path: string): object {
  const name = commandNames.find((each) => path.endsWith(`/${each}`));
  return driverBodies[`${method} ${path}`] ?? (name ? bodies[name] : booking);
}

describe('every route of the OpenAPI document', () => {
  it('is one that somebody was let in to on purpose', async () => {
    const named = (await routes()).filter((route) => !isPublic(route));
    expect(named.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      Object.keys(OPEN_TO).sort(),
    );
  });

  it('is closed without a token, and to forged, foreign and expired ones', async () => {
    const { token, keys, ask } = app();
    const good = await token('ops', 'olga');
    const [header = '', payload = '', signature = ''] = good.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'olga', role: 'ops', exp: 9e9 }));
    const olga = { type: 'ops', id: 'olga' } as const;
    const bad = [
      ...[undefined, 'a.b.c', `${header}.${payload}.${Array.from(signature).reverse().join('')}`],
      `${header}.${claims.toString('base64url')}.${signature}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      await keys.token(olga, TOKEN_RULES, '-1s'),
      await keys.token(olga, { ...TOKEN_RULES, issuer: 'another' }),
      await keys.token(olga, { ...TOKEN_RULES, audience: 'another' }),
      await keys.token({ type: 'king' as Role, id: 'olga' }, TOKEN_RULES),
    ];
    for (const { method, path } of (await routes()).filter((route) => !isPublic(route))) {
      for (const each of bad) {
        const { status, type, body, headers } = await ask(method, concrete(path), { token: each });
        expect([method, path, status, body.code]).toEqual([method, path, 401, 'UNAUTHENTICATED']);
        expect(type).toMatch(/^application\/problem\+json/);
        expect(headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  });

  it('is closed to every role that it does not name, and open to those that it does', async () => {
    const { token, ask } = app();
    for (const { method, path, operation } of await routes()) {
      const open = OPEN_TO[`${method} ${path}`];
      for (const role of open ? ROLES : []) {
        const body = operation.requestBody ? bodyOf(method, path) : undefined;
        const asked = { token: await token(role, 'somebody'), body };
        const answer = await ask(method, concrete(path), asked);
        const shut = answer.body.code === 'FORBIDDEN';
        expect([method, path, role, shut]).toEqual([method, path, role, !open?.includes(role)]);
      }
    }
  });

  it('says how it refuses, and who may call it', async () => {
    for (const route of (await routes()).filter((each) => !isPublic(each))) {
      const { method, path, operation } = route;
      const codes = Object.keys(operation.responses);
      const expected = ['400', '401', '403', '503'];
      if (!isPing(route)) expected.push('404');
      if (method !== 'GET' && !isPing(route)) expected.push('409', '412', '422');
      expect([path, expected.filter((code) => !codes.includes(code))]).toEqual([path, []]);
      expect(operation.security).toEqual([{ bearer: [] }]);
      if (method !== 'GET') expect(operation.description).toMatch(/^For the roles /);
    }
  });
});

describe('what needs no token', () => {
  it('is health and documentation, nothing else', async () => {
    const { ask } = app();
    for (const path of ['/health/live', '/health/ready', '/metrics', '/docs-json', '/docs']) {
      expect([path, (await ask('GET', path)).status]).toEqual([path, 200]);
    }
    expect(await ask('GET', '/v1/nowhere')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });
});
