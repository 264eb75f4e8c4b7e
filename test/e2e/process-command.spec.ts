import { Logger } from '@nestjs/common';
import { commandLineOn } from '#test/command-line';
import { fresh } from '#test/log';
import { startStores, type Stores } from '#test/stores';

const POLICY = 'scheduled-activation';
const REASON = 'TRIP_NOT_FOUND: There is no such trip';

let stores: Stores;
let hailstream: ReturnType<typeof commandLineOn>;

beforeEach(async () => {
  Logger.overrideLogger(false);
  stores = await startStores();
  hailstream = commandLineOn(stores);
});
afterEach(() => stores.close());

const named = (instance: string) => ({ process: POLICY, instance });

/** A process that has set its timer, and waits. */
function waits(instance: string) {
  const data = { ...named(instance), timer: 'activate', dueAt: '2030-01-01T08:00:00.000Z' };
  const set = fresh({ type: 'TimerSet', data: { ...data, correlationId: 'c-1' } });
  return stores.store.append(`process-${POLICY}-${instance}`, 'no stream', [set]);
}

/** A process whose timer failed. It is pending no more where `isPending` is false, so that taking it up does nothing. */
async function failed(instance: string, isPending: boolean) {
  if (isPending) await waits(instance);
  const input = { timer: 'activate', dueAt: '2030-01-01T08:00:00.000Z' };
  const data = { ...named(instance), input, reason: REASON };
  const stream = `process-${POLICY}-${instance}`;
  await stores.store.append(stream, 'any', [fresh({ type: 'ProcessQuarantined', data })]);
  const raised = fresh({ type: 'TroubleRaised', data: { ...named(instance), reason: REASON } });
  await stores.store.append(`troubles-${POLICY}`, 'any', [raised]);
}

describe('process', () => {
  it('list tells how far each policy is and how many are in trouble', async () => {
    await failed('trip-a', true);
    const position = '0000000000000000/0000000000000000';
    const kept = { type: 'PositionsKept', data: { positions: { [POLICY]: position } } };
    await stores.store.append('checkpoint-policies', 'any', [fresh(kept)]);
    const { code, policies } = await hailstream.answer('process', 'list');
    const [first, ...others] = policies as readonly object[];
    expect([code, first]).toMatchObject([0, { name: POLICY, position, troubles: 1 }]);
    for (const each of others) expect(each).toMatchObject({ position: null, troubles: 0 });
    const { out } = await hailstream.run('process', 'list');
    expect(out).toMatch(/: at 0{16}\/0{16}, 1 in trouble\n(.*: never ran, 0 in trouble\n)+$/);
  });

  it('status tells what is in trouble: exit code 1, and 0 when all is well', async () => {
    expect(await hailstream.run('process', 'status')).toMatchObject({
      ...{ code: 0, out: 'All is well\n' },
    });
    await failed('trip-a', true);
    expect(await hailstream.answer('process', 'status', POLICY)).toEqual({
      ...{ code: 1, troubles: [{ ...named('trip-a'), reason: REASON }] },
    });
    expect(await hailstream.run('process', 'status')).toMatchObject({
      ...{ code: 1, out: `${POLICY} trip-a: ${REASON}\n`, err: '' },
    });
  });

  it('status shows one process in full', async () => {
    await waits('trip-a');
    await failed('trip-b', true);
    expect(await hailstream.run('process', 'status', POLICY, 'trip-a')).toMatchObject({
      ...{ code: 0, out: '1 events noted\ntimer activate due at 2030-01-01T08:00:00.000Z\n' },
    });
    const answer = await hailstream.answer('process', 'status', POLICY, 'trip-b');
    expect(answer).toMatchObject({ code: 1, policy: POLICY, instance: 'trip-b', reason: REASON });
    const { out } = await hailstream.run('process', 'status', POLICY, 'trip-b');
    expect(out).toContain(`in trouble: ${REASON}; 1 inputs wait`);
  });

  it('retry takes up what failed, and says what failed again: exit code 1', async () => {
    await failed('trip-a', false);
    await failed('trip-b', true);
    const { code, retried } = await hailstream.answer('process', 'retry', POLICY, '--all');
    expect({ code, retried }).toMatchObject({
      code: 1,
      retried: [
        { instance: 'trip-a', takenUp: 1, error: null },
        { instance: 'trip-b', takenUp: 0, error: expect.any(String) as string },
      ],
    });
    await failed('trip-a', false);
    expect(await hailstream.run('process', 'retry', POLICY, 'trip-a')).toMatchObject({
      ...{ code: 0, out: 'trip-a: 1 inputs taken up\n' },
    });
  });

  it.each(['status', 'retry'])('%s of no process at all: exit code 6', async (what) => {
    const { code, error } = await hailstream.answer('process', what, POLICY, 'trip-a');
    const message = `${POLICY} has no process trip-a`;
    expect({ code, error }).toEqual({ code: 6, error: { code: 'nothing', message } });
  });

  it('retry where nothing waits: exit code 6, and 0 with --all', async () => {
    await waits('trip-a');
    const { code, err } = await hailstream.run('process', 'retry', POLICY, 'trip-a');
    expect({ code, err }).toEqual({ code: 6, err: `Nothing of ${POLICY} trip-a waits\n` });
    const all = await hailstream.run('process', 'retry', POLICY, '--all');
    expect(all).toMatchObject({ code: 0, out: 'Nothing waits\n' });
  });

  it.each([['list'], ['status'], ['retry', POLICY, '--all']])(
    '%s while the log is away is told in one line: exit code 7',
    async (...words) => {
      const away = commandLineOn({ ...stores, eventStoreUrl: 'esdb://127.0.0.1:1?tls=false' });
      const { code, err } = await away.run('process', ...words);
      expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 7, lines: 1 });
    },
  );
});
