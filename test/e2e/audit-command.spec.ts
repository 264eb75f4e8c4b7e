import { Logger } from '@nestjs/common';
import { wholeRide } from '#test/a-whole-ride';
import { commandLineOn } from '#test/command-line';
import { begin, fresh } from '#test/log';
import { recorded } from '#test/projection-spec';
import { startStores, type Stores } from '#test/stores';
import { completed } from '#test/trip.samples';
import { formatPosition } from '../../src/shared/kernel/log-position';

let stores: Stores;
let hailstream: ReturnType<typeof commandLineOn>;

beforeAll(async () => {
  Logger.overrideLogger(false);
  stores = await startStores();
  hailstream = commandLineOn(stores);
  const now = new Date().toISOString();
  for (const { stream, type, data, metadata } of recorded(wholeRide)) {
    const event = fresh({ type, data });
    const around = { recordedAt: now, occurredAt: now, subjectIds: ['ada', 'bob'] };
    const told = { ...event.metadata, actor: metadata.actor, ...around };
    await stores.store.append(stream, 'any', [{ ...event, metadata: told }]);
  }
});
afterAll(() => stores.close());

describe('audit invariants', () => {
  it('ends with 0 on a log that keeps the rules, and with 1 on one that breaks them', async () => {
    const clean = await hailstream.answer('audit', 'invariants');
    expect(clean).toMatchObject({ code: 0, events: wholeRide.length, found: 0, findings: [] });
    expect(clean.eventsPerS).toBeGreaterThan(0);
    const { position } = await begin(stores.store, 'trip-trip-x', [completed()]);
    const where = formatPosition(position);
    const broken = await hailstream.answer('audit', 'invariants');
    const what = 'TripCompleted cannot come when it is None';
    expect(broken).toMatchObject({
      ...{ code: 1, found: 1 },
      findings: [{ invariant: 'legal-trip', position: where, stream: 'trip-trip-x', what }],
    });
    const { code, out } = await hailstream.run('audit', 'invariants', '--max-shown', '0');
    expect(code).toBe(1);
    expect(out).toContain('legal-trip: 9 checked, 1 broken');
    expect(out).toMatch(/and 1 more\n$/);
    const tail = await hailstream.answer('audit', 'invariants', '--from', where);
    expect(tail).toMatchObject({ code: 1, events: 1, found: 1 });
  });

  it.each([
    ['--from', 'noon'],
    ['--max-shown', '-1'],
  ])('refuses %s %s: exit code 2', async (...words) =>
    expect(await hailstream.run('audit', 'invariants', ...words)).toMatchObject({ code: 2 }),
  );
});
