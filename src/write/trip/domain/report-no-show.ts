import { metresBetween, type GeoPoint } from '../../../shared/kernel/geo-point';
import type { Money } from '../../../shared/kernel/money';
import { secondsBetween } from '../../../shared/kernel/time';
import { AT_PICKUP_M } from './mark-arrived';
import { factsOf } from './trip';
import { isParty, TripCommand, tripRule } from './trip.command';
import {
  NoContactAttempted,
  NoShowTooEarly,
  TooFarFromPickup,
  VerdictNotYours,
} from './trip.errors';

/** Five minutes for economy products; other products and reservations will come with their policy. */
export const NO_SHOW_AFTER_S = 300;

export class ReportNoShow extends TripCommand<{
  readonly location: GeoPoint;
  readonly fee?: Money;
}> {
  readonly type = 'ReportNoShow';
}

export const reportNoShow = tripRule(ReportNoShow, ['AtPickup'], ({ data, sent }, trip) => {
  if (data.fee && isParty(sent)) throw new VerdictNotYours();
  const waitedS = secondsBetween(trip.arrivedAt, sent.occurredAt);
  if (waitedS < NO_SHOW_AFTER_S) throw new NoShowTooEarly(waitedS, NO_SHOW_AFTER_S);
  const distanceM = Math.round(metresBetween(data.location, trip.stops[0] ?? data.location));
  if (distanceM > AT_PICKUP_M) throw new TooFarFromPickup(distanceM, AT_PICKUP_M);
  if (trip.contactAttempts === 0) throw new NoContactAttempted();
  return [{ type: 'TripNoShow', data: { ...factsOf(trip), waitedS, fee: data.fee ?? null } }];
});
