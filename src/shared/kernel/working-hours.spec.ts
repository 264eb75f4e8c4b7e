import {
  hoursLeftS,
  noWork,
  restBegins,
  restEnds,
  rode,
  workedFrom,
  type Work,
} from './working-hours';

const HOUR_MS = 3_600_000;
const rideOf = (from: string, hours: number) => ({
  from: Date.parse(from),
  to: Date.parse(from) + hours * HOUR_MS,
});
const worked = (hours: number) =>
  workedFrom(noWork, 'other', '2014-03-31T00:00:00.000Z', `2014-03-31T0${hours}:00:00.000Z`);
const rides = (...each: ReturnType<typeof rideOf>[]): Work => each.reduce(rode, noWork);
const newYork = (work: Work, at: string, ahead?: Parameters<typeof hoursLeftS>[4]) =>
  hoursLeftS('new-york', 'nyc', work, at, ahead) / 3600;

describe('twelve hours and then eight off', () => {
  const left = (work: Work) =>
    hoursLeftS('twelve-then-eight', 'boston', work, '2014-04-01T12:00:00.000Z') / 3600;

  it('counts all work since the last long rest', () => {
    expect(left(worked(9))).toBe(3);
  });

  it('forgets it after eight hours, and not before', () => {
    const resting = restBegins(worked(9), '2014-04-01T00:00:00.000Z');
    expect(left(restEnds(resting, '2014-04-01T07:59:59.999Z'))).toBe(3);
    expect(left(restEnds(resting, '2014-04-01T08:00:00.000Z'))).toBe(12);
  });
});

describe('New York', () => {
  it('allows ten hours with passengers in any 24', () => {
    const work = rides(
      rideOf('2014-04-01T10:00:00.000Z', 4),
      rideOf('2014-04-01T20:00:00.000Z', 3),
    );
    expect(newYork(work, '2014-04-01T23:00:00.000Z')).toBe(3);
    expect(newYork(work, '2014-04-02T12:00:00.000Z')).toBe(5);
    expect(newYork(work, '2014-04-02T14:00:00.000Z')).toBe(7);
  });

  it('looks at the 24 hours that end with the trip', () => {
    const work = rides(rideOf('2014-04-01T10:00:00.000Z', 10));
    const ahead = { pickupS: 3600, rideS: 3600 };
    expect(newYork(work, '2014-04-02T09:00:00.000Z', ahead)).toBe(0);
    expect(newYork(work, '2014-04-02T08:00:00.000Z', ahead)).toBe(-1);
  });

  it('allows sixty from Monday to Sunday, by the clocks of the city', () => {
    // Monday 00:00 in New York is 04:00 UTC.
    const days = Array.from({ length: 6 }, (_, day) =>
      rideOf(`2014-04-0${day + 1}T12:00:00.000Z`, 9.9),
    );
    const work = rides(...days);
    expect(newYork(work, '2014-04-06T23:00:00.000Z')).toBeCloseTo(0.1);
    const lastWeek = rides(rideOf('2014-03-31T03:00:00.000Z', 2), ...days);
    expect(newYork(lastWeek, '2014-04-06T23:30:00.000Z')).toBeCloseTo(0.1 - 1 + 0.5);
    expect(newYork(work, '2014-04-07T04:00:00.000Z')).toBeCloseTo(10 - 9.9);
  });

  it('begins the week at midnight in the week in which the clocks change too', () => {
    // The night to Sunday 2014-11-02: Monday before began at 04:00 UTC, Sunday evening is at UTC-5.
    const before = rideOf('2014-10-27T03:00:00.000Z', 1);
    const after = rideOf('2014-10-27T04:00:00.000Z', 1);
    const filled = (...first: ReturnType<typeof rideOf>[]) =>
      rides(
        ...first,
        ...[27, 28, 29, 30, 31].map((day) => rideOf(`2014-10-${day}T12:00:00.000Z`, 11.8)),
      );
    expect(newYork(filled(before), '2014-11-02T20:00:00.000Z')).toBeCloseTo(1);
    expect(newYork(filled(after), '2014-11-02T20:00:00.000Z')).toBeCloseTo(0);
  });

  it('tells one ride by its parts', () => {
    const parts = rides(
      rideOf('2014-04-01T10:00:00.000Z', 1),
      rideOf('2014-04-01T11:00:00.000Z', 1),
    );
    expect(parts).toEqual(rides(rideOf('2014-04-01T10:00:00.000Z', 2)));
  });

  it('remembers no more than can count', () => {
    const work = rides(
      rideOf('2014-04-01T10:00:00.000Z', 1),
      rideOf('2014-04-10T10:00:00.000Z', 1),
    );
    expect(work.rides).toEqual([rideOf('2014-04-10T10:00:00.000Z', 1)]);
  });
});
