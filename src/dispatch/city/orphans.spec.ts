import * as dispatch from '#test/dispatch.samples';
import * as shift from '#test/shift.samples';
import type { DomainEvent } from '../../shared/events/event';
import { secondsAfter } from '../../shared/kernel/time';
import { City } from './city';
import { inform } from './inform';
import { orphansIn } from './orphans';
import { WHOLE_CITY } from './regions';

const reservedAt = shift.reserved().data.at;
const offerId = dispatch.offerTo('bob');
const reserved = shift.reserved({ offerId, tripId: dispatch.opened().data.tripId });
const after = (seconds: number) => secondsAfter(reservedAt, seconds);

function cityAfter(...events: readonly DomainEvent[]): City {
  const city = new City();
  for (const event of events) inform(city, event);
  return city;
}

describe('a driver who is held for an offer', () => {
  const held = [dispatch.opened(), shift.started(), reserved];

  it('is an orphan two seconds later when nobody has made it', () => {
    expect(orphansIn(cityAfter(...held), WHOLE_CITY, after(1))).toEqual([]);
    expect(orphansIn(cityAfter(...held), WHOLE_CITY, after(2))).toEqual([
      { driverId: shift.bobId, offerId },
    ]);
  });

  it('is none once it is made, whatever becomes of it', () => {
    const made = [...held, dispatch.extended('bob', 1)];
    expect(orphansIn(cityAfter(...made), WHOLE_CITY, after(10))).toEqual([]);
    expect(orphansIn(cityAfter(...made, dispatch.declined('bob')), WHOLE_CITY, after(10))).toEqual(
      [],
    );
  });

  it('is none of a search that nobody knows: the reservation ends by itself', () => {
    expect(orphansIn(cityAfter(shift.started(), reserved), WHOLE_CITY, after(10))).toEqual([]);
  });
});
