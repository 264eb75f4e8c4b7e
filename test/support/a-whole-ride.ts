import type { CityEvent } from '../../src/shared/events/city.events';
import * as search from './dispatch.samples';
import * as people from './driver.samples';
import { happened } from './projection-spec';
import * as shift from './shift.samples';
import * as trip from './trip.samples';

const { after, offerTo } = search;
const bobs = { offerId: offerTo('bob') };

export const reserved = shift.reserved(bobs);
export const released = shift.released(bobs);
export const committed = shift.committed(bobs);
export const missed = shift.missed(bobs);
export const turnedAway: CityEvent = {
  ...trip.turnedAway(),
  data: { ...trip.turnedAway().data, ...bobs },
};
export const assigned = (driver: trip.DriverName = trip.bob, assignmentNo = 1): CityEvent => {
  const event = trip.assigned(driver, assignmentNo);
  return { ...event, data: { ...event.data, offerId: offerTo(driver.id) } };
};

/** Bob is on shift, Ada waits. */
export const searching = [
  ...[...people.active, ...people.approvedCar, people.held(), shift.started()],
  ...[trip.requested(), trip.matching(), search.opened()],
];
/** ... and Bob is asked. */
export const asked = [...searching, search.ranked('bob'), reserved, search.extended('bob')];
/** ... and drives to her. */
export const matched = [
  ...[...asked, search.delivered('bob')],
  happened(search.accepted('bob'), after(5)),
  happened(committed, after(5)),
  happened(assigned(), after(6)),
];
/** ... all the way, until both are done with it. */
export const wholeRide = [
  ...[...matched, trip.arrived(), shift.atPickup(), trip.started(), shift.onTrip()],
  ...[trip.completed(), shift.freed(), trip.fareFinalised(), trip.settled()],
  ...[shift.ended(), people.released()],
];
