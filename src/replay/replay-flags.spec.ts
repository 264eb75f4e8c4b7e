import { BadUsage } from '../shared/bad-usage';
import { chosenBy } from './replay-flags';

describe('the flags of a replay', () => {
  it('have usual values', () =>
    expect(chosenBy({})).toEqual({
      ...{ url: 'http://127.0.0.1:3000', speed: 'max', concurrency: 32, seed: 1 },
    }));

  it('play against the port that the environment sets', () =>
    expect(chosenBy({}, '4711').url).toBe('http://127.0.0.1:4711'));

  it('take what is typed', () =>
    expect(
      chosenBy({
        ...{ url: 'https://example.org/api', limit: '10', from: '2014-04-02T04:00:00Z' },
        ...{ speed: '2.5', concurrency: '8', seed: '0' },
      }),
    ).toEqual({
      ...{ url: 'https://example.org/api', limit: 10, from: '2014-04-02T04:00:00.000Z' },
      ...{ speed: 2.5, concurrency: 8, seed: 0 },
    }));

  it.each([
    ['2014-04-02', '2014-04-02T04:00:00.000Z'],
    ['2014-01-02T09', '2014-01-02T14:00:00.000Z'],
    ['2014-04-02T09:30', '2014-04-02T13:30:00.000Z'],
    ['2014-04-02T09:30:05', '2014-04-02T13:30:05.000Z'],
  ])('read %s as a time in New York', (from, instant) =>
    expect(chosenBy({ from }).from).toBe(instant),
  );

  it.each([
    [{ limit: '0' }, '--limit'],
    [{ limit: '1.5' }, '--limit'],
    [{ from: 'yesterday' }, '--from'],
    [{ from: '2014-13-02' }, '--from'],
    [{ from: '2014-03-09T02:30' }, '--from'],
    [{ speed: '0' }, '--speed'],
    [{ speed: '-1' }, '--speed'],
    [{ speed: 'fast' }, '--speed'],
    [{ concurrency: '0' }, '--concurrency'],
    [{ concurrency: '100000' }, '--concurrency'],
    [{ seed: 'x' }, '--seed'],
    [{ url: 'localhost' }, '--url'],
    [{ url: 'ftp://example.org' }, '--url'],
  ])('refuse %j and name the option', (flags, option) => {
    expect(() => chosenBy(flags)).toThrow(BadUsage);
    expect(() => chosenBy(flags)).toThrow(option);
  });
});
