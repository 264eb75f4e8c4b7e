import { Type } from '@sinclair/typebox';
import { count, driverId, market, oneOf, text, tripId } from './trip.shapes';

const STRATEGIES = ['nearest', 'greedy-v1', 'batch-v1'] as const;
const OFFER_MODES = ['exclusive', 'broadcast'] as const;
/** The best first. */
const ETA_SOURCES = ['matrix', 'speed-table', 'distance'] as const;
/** `DRIVER_LOST`: the acceptance could not be kept. `ATTEMPT_OVER`: the search ended for everybody. */
const WITHDRAWAL_REASONS = ['TAKEN', 'ATTEMPT_OVER', 'DRIVER_LOST'] as const;

export type DispatchStrategy = (typeof STRATEGIES)[number];
/** Where a travel time comes from. */
export type EtaSource = (typeof ETA_SOURCES)[number];

export const strategy = oneOf(STRATEGIES);
export const offerMode = oneOf(OFFER_MODES);
const etaSource = oneOf(ETA_SOURCES);
export const withdrawalReason = oneOf(WITHDRAWAL_REASONS);
/** Codes, and not the driver's words: nobody knows about whom those would be. */
export const DECLINE_REASONS = [
  ...(['TOO_FAR', 'PAYS_TOO_LITTLE', 'WRONG_DIRECTION', 'UNSAFE_PLACE'] as const),
  ...(['CAR_TROUBLE', 'ENDING_SOON', 'OTHER'] as const),
] as const;
export const declineReason = oneOf(DECLINE_REASONS);
export const exhaustion = oneOf(['NO_SUPPLY', 'NO_ACCEPT'] as const);

/** Which search, for which trip, where: on every event, so that a reader needs no other. */
export const search = { tripId, attempt: count, market };

/** What each part of the decision weighed, by the part's name: the parts add up to the cost. */
export const parts = Type.Record(text, Type.Number());

export const ranked = Type.Object({
  ...{ driverId, etaS: count, etaSource, parts },
  cost: Type.Number(),
});
