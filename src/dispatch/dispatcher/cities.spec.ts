import * as dispatch from '#test/dispatch.samples';
import { recorded } from '#test/projection-spec';
import * as shift from '#test/shift.samples';
import type { CityEvent } from '../../shared/events/city.events';
import type { City } from '../city/city';
import { Cities } from './cities';

const place = { lat: 40.7, lon: -73.9 };
const sighting = { driverId: shift.bobId, at: place, seenAt: '2014-04-01T04:00:00.000Z' };

function watched() {
  const found = new Map<string, City>();
  const cities = new Cities((cityId, city) => found.set(cityId, city));
  const take = (...events: readonly CityEvent[]) => {
    for (const event of recorded(events)) cities.take(event);
  };
  return { cities, found, take };
}

describe('the cities of a log', () => {
  it('are found by what happens in them', () => {
    const { found, take } = watched();
    take(shift.started());
    expect([...found.keys()]).toEqual(['nyc']);
    expect(found.get('nyc')?.drivers.find(shift.bobId)).toBeDefined();
  });

  it('know where a driver is who was seen before the shift was heard of', () => {
    const { cities, found, take } = watched();
    cities.see(sighting);
    take(shift.started());
    expect(found.get('nyc')?.supply.size).toBe(1);
  });

  it('know what a search follows from, as long as it goes on', () => {
    const { cities, take } = watched();
    const { tripId } = dispatch.opened().data;
    take(dispatch.opened());
    expect(cities.storyOf(tripId)).toMatchObject({ causationId: expect.any(String) as string });
    take(dispatch.withdrawn());
    expect(cities.storyOf(tripId)).toBeUndefined();
  });
});
