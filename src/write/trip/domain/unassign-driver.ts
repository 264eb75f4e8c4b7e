import type { TripEvent, TripEventOf } from '../../../shared/events/trip.events';
import { NO_VERDICT, STAGES } from './cancel-trip';
import { factsOf, type In } from './trip';
import { TripCommand, tripRule } from './trip.command';

/** The driver gives the trip back. `rematch: false` ends it for the rider too: nobody else will be asked. */
export class CancelByDriver extends TripCommand<{
  readonly reasonCode: string;
  readonly rematch: boolean;
}> {
  readonly type = 'CancelByDriver';
}

const BEFORE_BOARDING = ['EnRoute', 'AtPickup'] as const;

export const cancelByDriver = tripRule(CancelByDriver, BEFORE_BOARDING, ({ data }, trip) => {
  const { reasonCode, rematch } = data;
  const stage = STAGES[trip.status];
  return [
    unassigned(trip, 'driver', reasonCode, 'unknown'),
    rematch
      ? matchingAgain(trip)
      : {
          type: 'TripCancelled',
          data: { ...factsOf(trip), by: 'provider', reasonCode, stage, ...NO_VERDICT },
        },
  ];
});

/** Operations take the trip from its driver and look for another. */
export class ReassignDriver extends TripCommand<{
  readonly reasonCode: string;
  readonly fault: TripEventOf<'DriverUnassigned'>['data']['fault'];
}> {
  readonly type = 'ReassignDriver';
}

export const reassignDriver = tripRule(ReassignDriver, BEFORE_BOARDING, ({ data, sent }, trip) => [
  unassigned(trip, sent.actor.type === 'system' ? 'system' : 'ops', data.reasonCode, data.fault),
  matchingAgain(trip),
]);

/** The trip that the driver finishes first takes too long by now: the rider gets another. */
export class RevokeDeferred extends TripCommand<{ readonly assignmentNo: number }> {
  readonly type = 'RevokeDeferred';
}

export const revokeDeferred = tripRule(RevokeDeferred, ['EnRoute'], ({ data }, trip) => {
  // The driver is on the way meanwhile, or it is another.
  if (data.assignmentNo !== trip.assignmentNo || !trip.isDeferred) return [];
  return [unassigned(trip, 'system', 'PREVIOUS_TRIP_LONGER', 'none'), matchingAgain(trip)];
});

type Unassigned = TripEventOf<'DriverUnassigned'>;

function unassigned(
  trip: In<'EnRoute' | 'AtPickup'>,
  by: Unassigned['data']['by'],
  reasonCode: string,
  fault: Unassigned['data']['fault'],
): Unassigned {
  const { assignmentNo, driverId } = trip.assignment;
  return {
    type: 'DriverUnassigned',
    data: { ...factsOf(trip), assignmentNo, driverId, by, reasonCode, fault },
  };
}

function matchingAgain(trip: In<'EnRoute' | 'AtPickup'>): TripEvent {
  return { type: 'MatchingStarted', data: { ...factsOf(trip), attempt: trip.attempt + 1 } };
}
