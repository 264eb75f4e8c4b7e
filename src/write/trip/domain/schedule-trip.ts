import { secondsBetween, type Instant } from '../../../shared/kernel/time';
import { book, type Booking } from './booking';
import { TripCommand, tripRule } from './trip.command';
import { PickupTimeOutOfRange } from './trip.errors';

const SOONEST_S = 30 * 60;
const LATEST_S = 90 * 24 * 60 * 60;

export class ScheduleTrip extends TripCommand<Booking & { readonly pickupAt: Instant }> {
  readonly type = 'ScheduleTrip';
}

export const scheduleTrip = tripRule(ScheduleTrip, ['Unrequested'], (command) => {
  const { pickupAt } = command.data;
  const aheadS = secondsBetween(command.sent.occurredAt, pickupAt);
  if (aheadS < SOONEST_S || aheadS > LATEST_S) throw new PickupTimeOutOfRange();
  return [{ type: 'TripScheduled', data: { ...book(command), pickupAt } }];
});
