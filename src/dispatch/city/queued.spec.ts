import * as dispatch from '#test/dispatch.samples';
import * as shift from '#test/shift.samples';
import * as trip from '#test/trip.samples';
import * as queue from '#test/zone-queue.samples';
import type { DriverId } from '../../shared/kernel/ids';
import { WEIGHTS } from '../matching/weights';
import { ByDistance } from '../travel/by-distance';
import { asksOf } from './asks';
import { City } from './city';
import { inform } from './inform';

const how = {
  ...{ travelTimes: new ByDistance(20), weights: WEIGHTS },
  reach: { withinM: 2000, nearest: 3 },
};

/** Free drivers so many metres from the pickup, who have joined the queue there in the order of their names, or not. */
function cityWith(drivers: Readonly<Record<string, number>>, ...waiting: readonly string[]): City {
  const city = new City();
  for (const event of [trip.requested(), dispatch.opened('dan')]) inform(city, event);
  for (const [name, metres] of Object.entries(drivers)) {
    inform(city, shift.started({ driverId: name as DriverId }));
    city.seen(name as DriverId, trip.northOf(trip.lenoxHill, metres));
  }
  for (const [index, name] of waiting.entries()) {
    const { type, data } = queue.joined(name, `04:0${index}:00`);
    inform(city, { type, data: { ...data, zoneId: trip.market.zoneId } });
  }
  return city;
}

async function candidatesIn(city: City) {
  const [ask] = await asksOf(city, city.searches.open(), dispatch.after(2), how);
  return ask?.candidates.map(({ driver, queuePlace }) => [driver.driverId, queuePlace]);
}

describe('who comes into question where drivers wait', () => {
  it('are the first of the queue, however far they are, and then the nearest', async () => {
    const drivers = { ann: 5000, bob: 4000, cleo: 100, dan: 50, eli: 200 };
    const city = cityWith(drivers, 'ann', 'dan', 'bob');
    expect(await candidatesIn(city)).toEqual([
      ['ann', 1],
      ['bob', 3],
      ['cleo', null],
    ]);
  });

  it('is nobody of the queue who is not free, nor twice', async () => {
    const city = cityWith({ ann: 10, bob: 20 }, 'ann', 'bob');
    inform(city, shift.reserved({ driverId: 'ann' as DriverId }));
    expect(await candidatesIn(city)).toEqual([['bob', 2]]);
    expect(city.queues.inOrder({ zoneId: 140, tier: 'economy' })).toEqual(['ann', 'bob']);
  });

  it('are the nearest where nobody waits', async () => {
    const city = cityWith({ ann: 300, bob: 200 });
    expect(await candidatesIn(city)).toEqual([
      ['bob', null],
      ['ann', null],
    ]);
  });
});
