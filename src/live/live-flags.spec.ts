import { BadUsage } from '../shared/bad-usage';
import { liveCityOf } from './live-flags';

const pickups = 'rides.csv';

describe('the flags of a live city', () => {
  it('have usual values', () =>
    expect(liveCityOf({ pickups })).toEqual({
      ...{ pickups, drivers: 40, hours: 1, seed: 1, speed: 20, url: 'http://127.0.0.1:3000' },
    }));

  it('take what is typed', () =>
    expect(
      liveCityOf({
        ...{ pickups, drivers: '300', hours: '24', seed: '7', speed: 'max' },
        ...{ from: '2014-04-02T00:00', url: 'https://example.org/api' },
      }),
    ).toEqual({
      ...{ pickups, drivers: 300, hours: 24, seed: 7, speed: 'max' },
      ...{ fromMs: Date.parse('2014-04-02T04:00:00.000Z'), url: 'https://example.org/api' },
    }));

  it.each([
    [{}, '--pickups'],
    [{ pickups, drivers: '0' }, '--drivers'],
    [{ pickups, hours: 'x' }, '--hours'],
    [{ pickups, speed: '0' }, '--speed'],
    [{ pickups, from: 'now' }, '--from'],
    [{ pickups, url: 'ftp://x' }, '--url'],
  ])('name the option that cannot be meant: %#', (flags, option) => {
    expect(() => liveCityOf(flags)).toThrow(BadUsage);
    expect(() => liveCityOf(flags)).toThrow(option);
  });
});
