import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { useApp, type Answer } from '#test/app';
import { fresh } from '#test/log';
import * as the from '#test/trip.samples';
import { bodies, booking, requote, type CommandName } from '#test/trip-requests';
import { until } from '#test/until';
import type { Role } from '../../src/shared/kernel/actor';
import { SystemClock } from '../../src/write/process/clock';
import { EngineLog } from '../../src/write/process/engine-log';
import { KeptPlaces, matchingPositions } from '../../src/write/process/kept-places';

const app = useApp({ queryWaitMs: 1500 });
beforeAll(() => {
  Logger.overrideLogger(false);
});

type Who = 'ada' | 'eve' | 'bob' | 'cleo' | 'olga' | 'oscar' | 'dispatch';
const ROLES: Record<Who, Role> = {
  ...{ ada: 'rider', eve: 'rider', bob: 'driver', cleo: 'driver' },
  ...{ olga: 'ops', oscar: 'ops', dispatch: 'system' },
};
const tokenOf = (who: Who) => app().token(ROLES[who], who);

let trip: string;
let position: string;
beforeEach(() => (trip = randomUUID()));

async function put(who: Who = 'ada', headers: Record<string, string> = {}, body: object = booking) {
  return noted(
    await app().ask('PUT', `/v1/trips/${trip}`, { token: await tokenOf(who), body, headers }),
  );
}

async function send(
  who: Who,
  name: CommandName,
  change: object = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = { ...bodies[name], ...change };
  const path = `/v1/trips/${trip}/${name}`;
  return noted(await app().ask('POST', path, { token: await tokenOf(who), body, headers }));
}

function noted(answer: Answer): Answer {
  position = answer.headers.get('x-log-position') ?? position;
  return answer;
}

/** As fresh as the last command. */
async function get(who: Who, path: string, headers: Record<string, string> = {}) {
  const token = await tokenOf(who);
  return app().ask('GET', path, { token, headers: { 'x-min-position': position, ...headers } });
}

/** Sends commands that all have to be accepted, and answers with the state after each. */
async function carry(...steps: (readonly [Who, CommandName, object?, Record<string, string>?])[]) {
  const states: unknown[] = [];
  for (const [who, name, change, headers] of steps) {
    const { status, body } = await send(who, name, change, headers);
    expect([name, status, body.code]).toEqual([name, 200, undefined]);
    states.push(body.status);
  }
  return states;
}

const assigned = [
  ['dispatch', 'start-matching'],
  ['dispatch', 'assign'],
] as const;
const riding = [...assigned, ['bob', 'arrive'], ['bob', 'start']] as const;

describe('a trip over HTTP', () => {
  it('goes from the request to the money, each step by who may take it', async () => {
    const first = await put();
    expect([first.status, first.body.status, first.headers.get('etag')]).toEqual([
      ...[201, 'Requested', '"0"'],
    ]);
    const states = await carry(
      ...assigned,
      ['bob', 'arrive'],
      ['bob', 'attempt-contact'],
      ['bob', 'start', { pin: '0000' }],
      ['ada', 'move-pickup'],
      ['bob', 'start'],
      ['ada', 'add-stop'],
      ['bob', 'arrive-stop'],
      ['bob', 'depart-stop'],
      ['ada', 'add-stop', { index: 2 }],
      ['ada', 'remove-stop', { index: 2 }],
      ['ada', 'change-destination'],
      ['bob', 'complete'],
      ['dispatch', 'finalise-fare'],
      ['dispatch', 'settle'],
    );
    expect(states).toEqual([
      ...['Matching', 'EnRoute', 'AtPickup', 'AtPickup', 'AtPickup', 'AtPickup', 'InProgress'],
      ...['InProgress', 'InProgress', 'InProgress', 'InProgress', 'InProgress', 'InProgress'],
      ...['Completed', 'Completed', 'Settled'],
    ]);
    const live = await get('ada', `/v1/trips/${trip}`);
    expect(live.body).toMatchObject({
      ...{ status: 'Settled', boardingPin: '4711', pinTries: 1, revision: 16 },
      price: { quotedMinor: requote.totalMinor, finalMinor: 1900, currency: 'USD' },
      asOf: { position },
    });
    const history = await get('ada', '/v1/riders/ada/trips?limit=1');
    expect(history.body).toMatchObject({ trips: [{ tripId: trip, status: 'Settled' }] });
    const { body } = await get('olga', `/v1/trips/${trip}/timeline`);
    expect(body.entries).toHaveLength(17);
    const market = await get('olga', '/v1/market/hours?zone=140');
    expect(market.body.rows).toMatchObject([{ zoneId: 140, zone: 'Lenox Hill East' }]);
    const board = await get('olga', '/v1/ops/trips?status=Settled&zone=140');
    expect(board.body.trips).toMatchObject([{ tripId: trip, zone: 'Lenox Hill East' }]);
  });

  it('locks the PIN after three wrong ones, until operations start the trip', async () => {
    await put();
    const wrong = ['bob', 'start', { pin: '0000' }] as const;
    await carry(...assigned, ['bob', 'arrive'], wrong, wrong, wrong);
    expect((await send('bob', 'start')).body).toMatchObject({
      status: 409,
      code: 'TRIP_PIN_LOCKED',
    });
    expect(await carry(['olga', 'start', { pin: undefined }])).toEqual(['InProgress']);
  });

  it('ends without a driver, by anybody’s cancellation, or as broken off', async () => {
    for (const [steps, state] of [
      [
        [
          ['dispatch', 'start-matching'],
          ['dispatch', 'give-up'],
        ],
        'Unfulfilled',
      ],
      [[['ada', 'cancel']], 'Cancelled'],
      [[['olga', 'cancel', { verdict: { fault: 'platform' } }]], 'Cancelled'],
      [[...assigned, ['bob', 'cancel', { rematch: false }]], 'Cancelled'],
      [[...assigned, ['bob', 'cancel'], ['dispatch', 'assign', { attempt: 2 }]], 'EnRoute'],
      [[...assigned, ['olga', 'reassign']], 'Matching'],
      [[...riding, ['bob', 'abort']], 'Aborted'],
    ] as const) {
      trip = randomUUID();
      await put();
      expect((await carry(...steps)).at(-1)).toBe(state);
    }
  });

  it('ends as a no-show once the driver has waited and tried to reach the rider', async () => {
    const at = (minutes: number) => ({
      'x-occurred-at': new Date(Date.UTC(2014, 3, 1, 4, minutes)).toISOString(),
    });
    const pinged = { lastPingAt: '2014-04-01T04:20:00.000Z' };
    await put('dispatch', { ...at(10), 'x-act-as': 'rider:ada' });
    await carry(
      ['dispatch', 'start-matching', {}, at(11)],
      ['dispatch', 'assign', {}, at(12)],
      ['dispatch', 'arrive', pinged, { ...at(20), 'x-act-as': 'driver:bob' }],
      ['dispatch', 'attempt-contact', {}, at(22)],
    );
    const early = await send('dispatch', 'no-show', {}, at(24));
    expect(early.body).toMatchObject({ status: 409, code: 'TRIP_NO_SHOW_TOO_EARLY' });
    expect(await carry(['dispatch', 'no-show', {}, at(25)])).toEqual(['NoShow']);
    const { body } = await get('ada', `/v1/trips/${trip}/timeline`);
    expect((body.entries as object[])[0]).toMatchObject({
      ...{ by: 'rider:ada', at: '2014-04-01T04:10:00.000Z' },
    });
  });

  it('is corrected by two of operations, never by one', async () => {
    await put();
    await carry(['ada', 'cancel'], ['olga', 'force-transition', { to: 'Requested' }]);
    const alone = await send('olga', 'approve-transition');
    expect(alone.body).toMatchObject({ status: 403, code: 'TRIP_SECOND_APPROVER_NEEDED' });
    expect(await carry(['oscar', 'approve-transition'])).toEqual(['Requested']);
    expect((await get('ada', `/v1/trips/${trip}`)).body).toMatchObject({ endedAt: null });
  });

  it('is booked for later and becomes due', async () => {
    const soon = new Date(Date.now() + 31 * 60_000).toISOString();
    expect(await carry(['ada', 'schedule', { pickupAt: soon }])).toEqual(['Scheduled']);
    const early = await send('dispatch', 'activate');
    expect(early.body).toMatchObject({ status: 409, code: 'TRIP_TOO_EARLY_TO_ACTIVATE' });
    trip = randomUUID();
    const occurred = { 'x-occurred-at': '2014-04-01T04:00:00.000Z' };
    const due = { riderId: 'ada', pickupAt: '2014-04-01T05:00:00.000Z' };
    await carry(['dispatch', 'schedule', due, occurred], ['dispatch', 'activate']);
    for (const pickupAt of ['2099-00-10T00:00:00.000Z', '2099-02-31T00:00:00.000Z']) {
      trip = randomUUID();
      expect((await send('ada', 'schedule', { pickupAt })).status).toBe(400);
    }
  });

  it('is found at once by whoever knows its position, and as 202 by whoever asks beyond the log', async () => {
    await put();
    expect((await get('ada', `/v1/trips/${trip}`)).status).toBe(200);
    const beyond = { 'x-min-position': `${'9'.repeat(19)}/${'9'.repeat(19)}` };
    const behind = await get('ada', `/v1/trips/${trip}`, beyond);
    expect(behind).toMatchObject({ status: 202, body: { code: 'PROJECTION_BEHIND' } });
    expect(behind.headers.get('retry-after')).toBe('1');
  }, 20_000);

  it('is made once by fifty equal requests at once, which all hear the same', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => put('ada', { 'idempotency-key': `once-${trip}` })),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(201);
      expect(body).toEqual(answers[0]?.body);
    }
    const { events } = await app().stores.store.readStream(`trip-${trip}`);
    expect(events).toHaveLength(1);
    const other = { ...booking, product: 'other' };
    const reused = await put('ada', { 'idempotency-key': `once-${trip}` }, other);
    expect(reused.body).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('is not begun while its city is behind, and goes on if it has', async () => {
    const { store } = app().stores;
    const log = new EngineLog(store, new SystemClock());
    const places = new KeptPlaces(matchingPositions('atlantis'), log);
    const there = { ...booking, cityId: 'atlantis' };
    expect((await put('ada', {}, there)).status).toBe(201);
    const [early, first] = [trip, position];
    await places.keep({ matching: first });
    const event = fresh(the.requested());
    const recordedAt = new Date(Date.now() - 20_000).toISOString();
    const late = { ...event, metadata: { ...event.metadata, recordedAt } };
    await store.append(`trip-${(trip = randomUUID())}`, 'no stream', [late]);
    const another = () => {
      trip = randomUUID();
      return put('ada', {}, there);
    };
    const refused = await until(another, ({ status }) => status === 503);
    expect((await store.readStream(`trip-${trip}`)).events).toEqual([]);
    expect(refused.body).toMatchObject({ code: 'MATCHING_BEHIND' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(20);
    expect((await put()).status).toBe(201);
    trip = early;
    expect((await send('ada', 'cancel')).status).toBe(200);
    const ready = await app().ask('GET', '/health/ready');
    expect(ready.body.late).toEqual([
      expect.stringMatching(/^matching atlantis \(\d+ s behind\)$/),
    ]);
  });

  it('refuses what the rider has not seen, and says what can be done instead', async () => {
    await put();
    await carry(['dispatch', 'start-matching']);
    const stale = await send('ada', 'cancel', {}, { 'if-match': '"0"' });
    expect(stale.body).toMatchObject({ status: 412, code: 'STALE_REVISION', currentRevision: 1 });
    const refused = await send('olga', 'complete');
    expect(refused.type).toMatch(/^application\/problem\+json/);
    expect(refused.body).toMatchObject({
      type: 'urn:hailstream:problem:TRIP_INVALID_TRANSITION',
      ...{ title: 'Conflict', status: 409, currentState: 'Matching' },
    });
    expect(refused.body.allowedCommands).toEqual(
      expect.arrayContaining(['AssignDriver', 'CancelTrip']),
    );
  });

  it('is no stranger’s business', async () => {
    await put();
    await carry(...assigned);
    for (const stranger of ['eve', 'cleo'] as const) {
      for (const path of [
        `/v1/trips/${trip}`,
        `/v1/trips/${trip}/timeline`,
        `/v1/trips/${trip}/live`,
      ]) {
        expect((await get(stranger, path)).body).toMatchObject({ code: 'TRIP_NOT_YOURS' });
      }
    }
    expect((await get('eve', '/v1/riders/ada/trips')).status).toBe(403);
    expect((await send('eve', 'cancel')).body.code).toBe('TRIP_NOT_YOURS');
    expect((await send('cleo', 'arrive')).body.code).toBe('TRIP_NOT_YOURS');
    expect((await get('bob', `/v1/trips/${trip}`)).body).not.toHaveProperty('boardingPin');
    trip = randomUUID();
    expect((await put('eve', {}, { ...booking, riderId: 'ada' })).body.code).toBe('TRIP_NOT_YOURS');
    for (const header of ['x-occurred-at', 'x-act-as']) {
      const claimed = header === 'x-act-as' ? 'rider:ada' : '2014-04-01T00:00:00.000Z';
      expect((await put('ada', { [header]: claimed })).status).toBe(400);
      expect((await put('olga', { [header]: claimed })).status).toBe(400);
    }
  });

  it('is shown live: a snapshot, each change, and after a break only what is new', async () => {
    await put();
    const stop = new AbortController();
    const open = async (headers: Record<string, string> = {}) => {
      const authorization = `Bearer ${await tokenOf('ada')}`;
      const { url } = app();
      return fetch(`${url}/v1/trips/${trip}/live`, {
        headers: { authorization, ...headers },
        signal: stop.signal,
      });
    };
    const first = messagesOf(await open());
    expect(await first()).toMatchObject({
      type: 'snapshot',
      id: '0',
      data: { status: 'Requested' },
    });
    await carry(['dispatch', 'start-matching']);
    expect(await first()).toMatchObject({ type: 'change', id: '1', data: { status: 'Matching' } });
    const resumed = messagesOf(await open({ 'last-event-id': '1' }));
    await carry(['dispatch', 'assign']);
    expect(await resumed()).toMatchObject({ type: 'change', id: '2', data: { status: 'EnRoute' } });
    stop.abort();
    trip = randomUUID();
    expect((await get('ada', `/v1/trips/${trip}/live`)).body).toMatchObject({
      ...{ status: 404, code: 'TRIP_NOT_FOUND' },
    });
  });
});

/** The next message of a stream, whenever it comes. */
function messagesOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = '';
  return async () => {
    while (!COMPLETE.test(buffered)) {
      const read = await reader?.read();
      if (read?.value === undefined) throw new Error('The stream ended');
      buffered += read.value;
    }
    const [, whole = '', rest = ''] = COMPLETE.exec(buffered) ?? [];
    buffered = rest;
    return messageOf(whole);
  };
}

/** A message that carries data, and what has arrived behind it. */
const COMPLETE = /^([^]*?data:.*\n)\n([^]*)$/;

function messageOf(lines: string) {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(lines)?.[1];
  return {
    type: field('event'),
    id: field('id'),
    data: JSON.parse(field('data') ?? '{}') as object,
  };
}
