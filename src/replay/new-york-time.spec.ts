import { newYorkInstant, utcInstant, type WallClock } from './new-york-time';

describe('New York’s wall clock', () => {
  it.each<[string, WallClock, string]>([
    ['in winter', [2014, 1, 15, 12, 0, 0], '2014-01-15T17:00:00.000Z'],
    ['in summer', [2014, 7, 15, 12, 0, 0], '2014-07-15T16:00:00.000Z'],
    ['in the last second before spring', [2014, 3, 9, 1, 59, 59], '2014-03-09T06:59:59.000Z'],
    ['in the first second of spring', [2014, 3, 9, 3, 0, 0], '2014-03-09T07:00:00.000Z'],
    ['before the repeated hour', [2014, 11, 2, 0, 59, 59], '2014-11-02T04:59:59.000Z'],
    ['in the repeated hour, the first time', [2014, 11, 2, 1, 30, 0], '2014-11-02T05:30:00.000Z'],
    ['after the repeated hour', [2014, 11, 2, 2, 0, 0], '2014-11-02T07:00:00.000Z'],
    [
      'before 2007, when spring began in April',
      [2006, 3, 20, 12, 0, 0],
      '2006-03-20T17:00:00.000Z',
    ],
    ['at midnight', [2014, 4, 2, 0, 0, 0], '2014-04-02T04:00:00.000Z'],
    ['on the last day of a year', [2014, 12, 31, 23, 59, 59], '2015-01-01T04:59:59.000Z'],
  ])('%s', (_, wall, instant) => expect(newYorkInstant(wall)).toBe(instant));

  it.each<[string, WallClock]>([
    ['in the hour that spring leaves out', [2014, 3, 9, 2, 30, 0]],
    ['on 30 February', [2014, 2, 30, 12, 0, 0]],
    ['at 24 o’clock', [2014, 4, 2, 24, 0, 0]],
    ['in month 0', [2014, 0, 2, 12, 0, 0]],
    ['at minute 60', [2014, 4, 2, 12, 60, 0]],
  ])('never showed a time %s', (_, wall) => expect(newYorkInstant(wall)).toBeUndefined());

  it('agrees with the calendar on every hour of a year that there was', () => {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'America/New_York',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    for (let ms = Date.UTC(2014, 0, 1, 5); ms < Date.UTC(2015, 0, 1, 5); ms += 3_600_000) {
      const shown = format.format(ms);
      const wall = shown.split(/[- :]/).map(Number) as unknown as WallClock;
      const isSecondTime = ms === Date.UTC(2014, 10, 2, 6);
      const expected = new Date(isSecondTime ? ms - 3_600_000 : ms).toISOString();
      expect(newYorkInstant(wall)).toBe(expected);
    }
  });

  it('knows a UTC time from what is none', () => {
    expect(utcInstant([2014, 4, 2, 4, 5, 6])).toBe('2014-04-02T04:05:06.000Z');
    expect(utcInstant([2014, 4, 31, 4, 5, 6])).toBeUndefined();
  });
});
