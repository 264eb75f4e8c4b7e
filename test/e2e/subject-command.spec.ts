import { commandLineOn } from '#test/command-line';
import { fresh } from '#test/log';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';
import { projections } from '../../src/read/projections';
import type { RiderId, TripId } from '../../src/shared/kernel/ids';

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

    const refused = await run('subject', 'erase', 'ada');
    expect(refused).toMatchObject({ code: 3, out: '' });
    expect(refused.err).toContain(`under way (1): trip-${the.tripId}`);
    const untouched = await answer('subject', 'export', 'ada');
    expect(JSON.stringify(untouched.documents)).toMatch(SECRET);

    const certificate = await answer('subject', 'erase', 'ada', '--force');
    expect(certificate).toMatchObject({ code: 0, subject: 'ada', events: 2, eventsInTheClear: 0 });
    expect(certificate.openStreams).toEqual([`trip-${the.tripId}`]);
    expect(certificate.readModels).toHaveLength(projections.length);

    const after = await answer('subject', 'export', 'ada');
    expect(after.events).toHaveLength(2);
    expect(JSON.stringify(after)).not.toMatch(SECRET);

    const again = await run('subject', 'erase', 'ada');
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toMatch(/^ada: the key was shredded at .*\n {2}2 events in 1 streams/);
    expect(again.out).toContain(`FORCED in spite of trip-${the.tripId}`);
    expect(again.out).toContain('rider_trip_live: 0 of 1 documents changed');
  }, 60_000);

  it('erases without force who has come to the end of every trip', async () => {
    const ended = { tripId: 'trip-eve-1' as TripId };
    const life = [the.requested({ ...ended, riderId: 'eve' as RiderId }), the.matching()];
    const events = [...life, the.unfulfilled(ended)].map((event) => {
      const { metadata, data, ...taken } = fresh(event);
      const own = { ...data, ...ended };
      return { ...taken, data: own, metadata: { ...metadata, subjectIds: ['eve'] } };
    });
    await stores().store.append('trip-trip-eve-1', 'no stream', events);
    const certificate = await commandLineOn(stores()).answer('subject', 'erase', 'eve');
    expect(certificate).toMatchObject({ code: 0, subject: 'eve', openStreams: [] });
  }, 60_000);

  it('needs a name', async () => {
    const { code } = await commandLineOn(stores()).run('subject', 'erase');
    expect(code).toBe(2);
  });
});
