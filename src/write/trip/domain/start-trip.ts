import type { GeoPoint } from '../../../shared/kernel/geo-point';
import { factsOf } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { PinLocked } from './trip.errors';

const MOST_TRIES = 3;

export class StartTrip extends TripCommand<{
  readonly pin?: string;
  readonly location?: GeoPoint;
  readonly odometerM?: number;
}> {
  readonly type = 'StartTrip';
}

/** A wrong PIN is a fact that the next try must know of, so it is an event and not an error. */
export const startTrip = tripRule(StartTrip, ['AtPickup'], ({ data, sent }, trip) => {
  const byOps = sent.actor.type === 'ops';
  if (!byOps && trip.wrongPins >= MOST_TRIES) throw new PinLocked();
  if (!byOps && data.pin !== trip.boardingPin) {
    const tries = trip.wrongPins + 1;
    return [
      { type: 'BoardingPinRejected', data: { tripId: trip.tripId, tries, at: sent.occurredAt } },
    ];
  }
  return [
    {
      type: 'TripStarted',
      data: {
        ...factsOf(trip),
        arrivedAt: trip.arrivedAt,
        startedAt: sent.occurredAt,
        checkedBy: byOps ? 'ops' : 'pin',
        location: data.location ?? null,
        odometerM: data.odometerM ?? null,
      },
    },
  ];
});
