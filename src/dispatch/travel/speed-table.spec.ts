import { latLngToCell } from 'h3-js';
import { ofTrip } from '#test/appended';
import * as the from '#test/trip.samples';
import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';
import { secondsAfter, type Instant } from '../../shared/kernel/time';
import { SpeedTable } from './speed-table';

const way = { from: the.lenoxHill, to: the.eastVillage };
const noon: Instant = '2014-04-01T12:00:00.000Z';
const WEEK_S = 7 * 86_400;

/** A trip from its request to its end. */
const ride = (
  trip: string,
  startedAt: Instant,
  seconds: number,
  stops: readonly GeoPoint[] = [way.from, way.to],
) =>
  ofTrip(trip, [
    the.requested({ stops: stops.map((stop) => ({ ...the.lenoxHill, ...stop })) }),
    the.started({ startedAt }),
    the.completed({ completedAt: secondsAfter(startedAt, seconds) }),
  ]);

function taught(...rides: ReturnType<typeof ride>[]) {
  const table = new SpeedTable();
  for (const event of rides.flat()) table.onTrip(event);
  return table;
}
const five = (seconds = 900, from = noon) =>
  Array.from({ length: 5 }, (_, index) =>
    ride(`trip-${index}`, secondsAfter(from, index * 60), seconds),
  );

describe('what our own trips teach', () => {
  it('is how long the same way takes in the same hour of the week', () => {
    const table = taught(...five());
    expect(table.find(way, noon)).toEqual({ seconds: 900, source: 'speed-table' });
    const nextWeek = secondsAfter(noon, WEEK_S + 59 * 60);
    expect(table.find(way, nextWeek)).toEqual({ seconds: 900, source: 'speed-table' });
    expect(table.find(way, secondsAfter(noon, 3600))).toBeUndefined();
    expect(table.find({ from: way.to, to: way.from }, noon)).toBeUndefined();
  });

  it('is a speed: within the same cells half of the way takes half as long', () => {
    const to = { lat: way.to.lat + 0.004, lon: way.to.lon };
    const sameCell = [way.to, to].map(({ lat, lon }) => latLngToCell(lat, lon, 7));
    expect(sameCell[0]).toBe(sameCell[1]);
    const share = metresBetween(way.from, to) / metresBetween(way.from, way.to);
    expect(taught(...five()).find({ from: way.from, to }, noon)?.seconds).toBe(
      Math.round(900 * share),
    );
  });

  it('is nothing before enough have taught it', () => {
    expect(taught(...five().slice(1)).find(way, noon)).toBeUndefined();
  });

  it.each([
    ['stops on the way', ride('x', noon, 900, [way.from, the.grandCentral, way.to])],
    ['no way at all', ride('x', noon, 900, [way.from, way.from])],
    ['a speed that no car has', ride('x', noon, 61, [way.from, the.northOf(way.from, 9000)])],
    ['a trip that never ended', ride('x', noon, 900).slice(0, 2)],
    ['a trip that never began', ride('x', noon, 900).filter(({ type }) => type !== 'TripStarted')],
    ['time that runs backwards', ride('x', noon, -900)],
  ])('is nothing from %s', (_, odd) => {
    expect(taught(odd).size).toBe(0);
  });

  it('forgets slowly, so that a road that was closed is known to be open again', () => {
    const table = new SpeedTable();
    const rides = (count: number, seconds: number) => {
      for (let index = 0; index < count; index++) {
        for (const event of ride(`trip-${index}`, noon, seconds)) table.onTrip(event);
      }
    };
    rides(500, 1800);
    rides(500, 600);
    expect(table.find(way, noon)?.seconds).toBeLessThan(700);
  });

  it('is bounded, and forgets what it heard of longest ago', () => {
    const table = new SpeedTable(2, 2);
    const later = (hours: number) => secondsAfter(noon, hours * 3600);
    for (const hours of [0, 1, 2]) {
      for (const events of five(900, later(hours))) for (const event of events) table.onTrip(event);
    }
    expect(table.size).toBe(2);
    expect(table.find(way, noon)).toBeUndefined();
    expect(table.find(way, later(2))).toBeDefined();
  });
});
