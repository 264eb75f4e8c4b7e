import { Type } from '@sinclair/typebox';
import { declareEvent, type EventOf } from './event';
import { count, driverId, instant, nullable, oneOf, text, tripId } from './trip.shapes';

/** What brought a driver to the place that they have. */
const PLACES_BY = ['arrival', 'grace', 'rider-cancelled', 'short-trip'] as const;
const LEFT_REASONS = [
  ...(['out-of-fence', 'dark', 'paused', 'offline'] as const),
  ...(['declined', 'expired'] as const),
] as const;
const GRANTED_CAUSES = ['rider-cancelled', 'short-trip'] as const;

/** Which queue, where and when, and of whom: on every event, so that a reader needs no other. */
const place = { cityId: text, zoneId: count, tier: text, driverId, at: instant };
/** Sortable text: whoever has the lesser is served first (`shared/kernel/queue-rank.ts`). */
const rank = text;

/** In `zoneq-{zoneId}-{tier}`. Stored formats: a changed shape needs a new version, its upcaster and its golden file. */
export const zoneQueueEvents = [
  declareEvent('ZoneQueueJoined', 1, Type.Object({ ...place, rank, by: oneOf(PLACES_BY) })),
  declareEvent(
    'ZoneQueueLeft',
    1,
    Type.Object({
      ...{ ...place, reason: oneOf(LEFT_REASONS) },
      /** Whoever is back by then has the same rank; null: the place is gone. */
      keptUntil: nullable(instant),
    }),
  ),
  /** Their turn has come: they leave for a trip. */
  declareEvent('ZoneQueuePromoted', 1, Type.Object({ ...place, tripId })),
  /** A place to come back to, or to move up to for those who are back. */
  declareEvent(
    'ZoneQueuePriorityGranted',
    1,
    Type.Object({ ...place, tripId, cause: oneOf(GRANTED_CAUSES), rank, until: instant }),
  ),
] as const;

export type ZoneQueueEvent = EventOf<(typeof zoneQueueEvents)[number]>;
export type ZoneQueueEventOf<Type extends ZoneQueueEvent['type']> = Extract<
  ZoneQueueEvent,
  { type: Type }
>;
