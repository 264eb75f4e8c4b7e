import { isAfter, nameOf, parseMoment } from './moment';

const padded = (position: string) =>
  position
    .split('/')
    .map((each) => each.padStart(19, '0'))
    .join('/');

describe('a moment of the log', () => {
  it.each([
    ['2014-04-01T04:11:00.000Z', { time: '2014-04-01T04:11:00.000Z' }],
    ['2014-04-01T04:11Z', { time: '2014-04-01T04:11:00.000Z' }],
    ['2014-04-01T00:11:00-04:00', { time: '2014-04-01T04:11:00.000Z' }],
    ['2016-02-29T23:59:59.5Z', { time: '2016-02-29T23:59:59.500Z' }],
    ['42/7', { position: padded('42/7') }],
  ])('is read from %s', (text, moment) => expect(parseMoment(text)).toEqual(moment));

  it.each([
    ...['', 'now', '2014-04-01', '2014-04-01T04:11:00', '2014-04-01 04:11:00Z', '1396325460000'],
    ...['2015-02-29T00:00:00Z', '2014-04-31T00:00:00Z', '2014-13-01T00:00:00Z', '1/2/3', '-1/0'],
    ...['2014-04-01T24:00:00Z', '2014-04-01T04:60:00Z', '9999-12-31T23:59:59-12:00', '1', 'a/b'],
    ...['0000-01-01T00:00:00+12:00', `${'9'.repeat(20)}/0`, '2014-04-01T04:11:00+99:00'],
  ])('is not %p', (text) => expect(parseMoment(text)).toBeUndefined());

  it('includes what was recorded at that very time, and what stands at that very position', () => {
    const time = { time: '2014-04-01T04:11:00.000Z' };
    expect(isAfter(time, 'any', '2014-04-01T04:11:00.000Z')).toBe(false);
    expect(isAfter(time, 'any', '2014-04-01T04:11:00.001Z')).toBe(true);
    expect(isAfter(time, 'any', undefined)).toBe(false);
    const position = { position: padded('42/42') };
    expect(isAfter(position, padded('42/42'), undefined)).toBe(false);
    expect(isAfter(position, padded('100/100'), undefined)).toBe(true);
  });

  it('names collections with digits and letters', () => {
    expect(nameOf({ time: '2014-04-01T04:11:00.000Z' })).toBe('20140401T041100000Z');
    expect(nameOf({ position: padded('42/7') })).toBe('42_7');
  });
});
