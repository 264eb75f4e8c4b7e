import { commandLineOn } from '#test/command-line';
import { fresh } from '#test/log';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';

const stores = useStores();
const SECRET = /place-lenox-hill|"4711"/;

beforeAll(async () => {
  const events = [the.requested(), the.matching()].map((event) => fresh(event));
  await stores().store.append(`trip-${the.tripId}`, 'no stream', events);
  await commandLineOn(stores()).run('projection', 'rebuild', '--all');
});

describe('hailstream subject', () => {
  it('exports all there is, erases it, and says what was reached', async () => {
    const { run, answer } = commandLineOn(stores());
    const before = await answer('subject', 'export', 'ada');
    expect(before).toMatchObject({ code: 0, subject: 'ada' });
    expect(before.events).toHaveLength(2);
    expect(JSON.stringify(before.events)).toMatch(SECRET);
    expect(JSON.stringify(before.documents)).toMatch(SECRET);

    const certificate = await answer('subject', 'erase', 'ada');
    expect(certificate).toMatchObject({ code: 0, subject: 'ada', events: 2, eventsInTheClear: 0 });
    expect(certificate.readModels).toHaveLength(5);

    const after = await answer('subject', 'export', 'ada');
    expect(after.events).toHaveLength(2);
    expect(JSON.stringify(after)).not.toMatch(SECRET);

    const again = await run('subject', 'erase', 'ada');
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toMatch(/^ada: the key was shredded at .*\n {2}2 events in 1 streams/);
    expect(again.out).toContain('rider_trip_live: 0 of 1 documents changed');
  }, 60_000);

  it('needs a name', async () => {
    const { code } = await commandLineOn(stores()).run('subject', 'erase');
    expect(code).toBe(2);
  });
});
