import { secondsBetween } from '../../../shared/kernel/time';
import { NO_SHOW_AFTER_S } from './report-no-show';
import { TripCommand, tripRule } from './trip.command';
import { NoShowTooEarly } from './trip.errors';

/** The wait is over: from now on the driver may report a no-show. Whether they do, or go on waiting, is theirs. */
export class AllowNoShow extends TripCommand {
  readonly type = 'AllowNoShow';
}

export const allowNoShow = tripRule(AllowNoShow, ['AtPickup'], ({ sent }, trip) => {
  if (trip.noShowAllowed) return [];
  const waitedS = secondsBetween(trip.arrivedAt, sent.occurredAt);
  if (waitedS < NO_SHOW_AFTER_S) throw new NoShowTooEarly(waitedS, NO_SHOW_AFTER_S);
  const { tripId } = trip;
  return [{ type: 'NoShowAllowed', data: { tripId, at: sent.occurredAt, waitedS } }];
});
