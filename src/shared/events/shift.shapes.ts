import { Type } from '@sinclair/typebox';
import { HOURS_POLICIES } from '../kernel/working-hours';
import {
  count,
  driverId,
  instant,
  needs,
  nullable,
  oneOf,
  text,
  tripId,
  vehicleId,
} from './trip.shapes';

/** Whose shift it was, the how-manieth, where and when: on every event, so that a reader needs no other. */
export const shift = { driverId, shiftNo: count, cityId: text, at: instant };

export const RELEASE_CAUSES = ['declined', 'expired', 'withdrawn', 'failed'] as const;
export const FREED_CAUSES = [
  'completed',
  'cancelled',
  'no-show',
  'aborted',
  'unassigned',
  'corrected',
] as const;
const ENDERS = ['driver', 'ops', 'system'] as const;

export const hoursPolicy = oneOf(HOURS_POLICIES);
export const releaseCause = oneOf(RELEASE_CAUSES);
export const freedCause = oneOf(FREED_CAUSES);
export const shiftEnder = oneOf(ENDERS);

export const car = {
  vehicleId,
  tiers: Type.Array(text, { minItems: 1 }),
  ...needs.properties,
};
/** Of what the driver was offered. */
export const offer = { offerId: text, tripId };
export const odometerM = nullable(count);
