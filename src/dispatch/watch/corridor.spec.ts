import * as the from '#test/trip.samples';
import { metresOff } from './corridor';

/** A leg of 10 km to the north: its corridor is 1,500 m wide to each side. */
const from = the.lenoxHill;
const to = the.northOf(from, 10_000);
const beside = (northM: number, eastM: number) => {
  const { lat, lon } = the.northOf(from, northM);
  return { lat, lon: lon + eastM / (111_195 * Math.cos((lat * Math.PI) / 180)) };
};

describe('the way between stops', () => {
  it.each([
    ['on the line', 5000, 0, 0],
    ['within the corridor', 5000, 1490, 0],
    ['beside it', 5000, 2000, 500],
    ['on the other side', 2000, -2000, 500],
    ['behind its end', 12_000, 0, 500],
    ['before its beginning', -2000, 0, 500],
  ])('is as wide as streets need: %s', (_, northM, eastM, off) => {
    expect(Math.abs(metresOff(beside(northM, eastM), [from, to]) - off)).toBeLessThan(3);
  });

  it('goes by all stops', () => {
    const detour = beside(0, 8000);
    expect(metresOff(beside(0, 4000), [from, detour, to])).toBe(0);
    expect(metresOff(beside(0, 4000), [from, to])).toBeGreaterThan(2000);
  });

  it('is a place where a stop is twice the same', () => {
    expect(Math.round(metresOff(beside(400, 0), [from, from]))).toBe(400);
  });
});
