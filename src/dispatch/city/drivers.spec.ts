import * as shift from '#test/shift.samples';
import * as trip from '#test/trip.samples';
import type { DomainEvent } from '../../shared/events/event';
import { City } from './city';
import { completionOf } from './drivers';
import { inform } from './inform';

function completionAfter(...events: readonly DomainEvent[]): number {
  const city = new City();
  for (const event of [shift.started(), ...events]) inform(city, event);
  const bob = city.drivers.find(shift.bobId);
  return bob ? completionOf(bob) : NaN;
}

describe('the trips that a driver brings to their end', () => {
  it('are all, as long as nothing else is known', () => {
    expect(completionAfter()).toBe(1);
    expect(completionAfter(shift.committed(), shift.onTrip(), shift.freed())).toBe(1);
  });

  it('are fewer when they give one back, and by their fault', () => {
    expect(completionAfter(trip.unassigned({ fault: 'driver' }))).toBeCloseTo(10 / 11);
    expect(completionAfter(trip.unassigned({ fault: 'rider' }))).toBe(1);
  });
});
