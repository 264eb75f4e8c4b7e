import * as people from '#test/driver.samples';
import { adaId } from '#test/trip.samples';
import type { DriverEvent } from '../../shared/events/driver.events';
import { Standings } from './standings';

const { bobId } = people;
const [before, meanwhile, afterwards] = ['2014-04-01', '2014-04-02', '2014-04-03'].map(
  (day) => `${day}T00:00:00.000Z`,
) as [string, string, string];

function after(...events: readonly DriverEvent[]): Standings {
  const standings = new Standings();
  for (const event of events) standings.onDriver(event);
  return standings;
}

describe('what is known of drivers beyond their shifts', () => {
  it('is how they were rated when it was looked at last', () => {
    expect(after().ratingOf(bobId)).toBe(5);
    expect(after(people.standingChanged()).ratingOf(bobId)).toBe(4.2);
    const evidence = { rating: null, ratedRides: 0, recentRatings: 0, recentLowRatings: 0 };
    const unrated = after(people.standingChanged(), people.standingChanged({ evidence }));
    expect(unrated.ratingOf(bobId)).toBe(5);
  });

  it('is whom they are kept apart from, for as long as they are', () => {
    expect(after().keptFrom(adaId, before)).toEqual([]);
    const blocked = after(people.pairBlocked());
    expect(blocked.keptFrom(adaId, afterwards)).toEqual([bobId]);
    const forADay = after(people.pairBlocked({ until: meanwhile }));
    expect(forADay.keptFrom(adaId, before)).toEqual([bobId]);
    expect(forADay.keptFrom(adaId, meanwhile)).toEqual([]);
    const again = after(people.pairBlocked(), people.pairUnblocked());
    expect(again.keptFrom(adaId, before)).toEqual([]);
  });
});
