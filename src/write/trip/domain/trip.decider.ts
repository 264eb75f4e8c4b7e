import type { TripEvent } from '../../../shared/events/trip.events';
import type { Decider } from '../../../shared/kernel/decider';
import { transitionTable } from '../../../shared/kernel/transition-table';
import { abortTrip } from './abort-trip';
import { activateTrip } from './activate-trip';
import { allowNoShow } from './allow-no-show';
import { assignDriver } from './assign-driver';
import { attemptContact } from './attempt-contact';
import { beginPickup } from './begin-pickup';
import { cancelTrip } from './cancel-trip';
import { addStop, changeDestination, movePickup, removeStop } from './change-itinerary';
import { completeTrip } from './complete-trip';
import { approveTransition, forceTransition } from './correct-trip';
import { finaliseFare } from './finalise-fare';
import { giveUpMatching } from './give-up-matching';
import { markArrived } from './mark-arrived';
import { reportDeviation } from './report-deviation';
import { reportNoShow } from './report-no-show';
import { reportStalledPickup } from './report-stalled-pickup';
import { requestTrip } from './request-trip';
import { scheduleTrip } from './schedule-trip';
import { settleTrip } from './settle-trip';
import { startMatching } from './start-matching';
import { startTrip } from './start-trip';
import { takeDriver } from './take-driver';
import { unrequested, type Trip } from './trip';
import type { TripCommand, TripRule } from './trip.command';
import { TripInvalidTransition, TripNotFound, TripNotYours } from './trip.errors';
import { evolve } from './trip.evolve';
import { cancelByDriver, reassignDriver, revokeDeferred } from './unassign-driver';
import { arriveAtStop, departStop } from './visit-stop';

/** The transition table: whatever is not in it is refused. */
export const tripRules: readonly TripRule[] = [
  ...[requestTrip, scheduleTrip, activateTrip],
  ...[startMatching, assignDriver, giveUpMatching],
  ...[beginPickup, revokeDeferred, reportStalledPickup, reportDeviation],
  ...[markArrived, attemptContact, allowNoShow, startTrip, arriveAtStop, departStop],
  ...[changeDestination, addStop, removeStop, movePickup],
  ...[completeTrip, finaliseFare, settleTrip],
  ...[cancelTrip, cancelByDriver, reassignDriver, reportNoShow, abortTrip],
  ...[forceTransition, approveTransition, takeDriver],
];

const table = transitionTable({
  rules: tripRules,
  initialState: unrequested,
  notFound: TripNotFound,
  notAllowed: TripInvalidTransition,
});

export const { commandsAllowedIn } = table;

/** Far beyond a usual trip, and within what riders may make of theirs by changing their minds. */
const SNAPSHOT_EVERY = 100;

export const tripDecider: Decider<TripCommand, Trip, TripEvent> = {
  category: 'trip',
  initialState: unrequested,
  evolve,
  decide,
  about: (trip) =>
    trip.status === 'Unrequested'
      ? { cityId: '', subjectIds: [] }
      : {
          cityId: trip.market.cityId,
          subjectIds: [trip.riderId, ...(trip.assignment ? [trip.assignment.driverId] : [])],
        },
  snapshots: { every: SNAPSHOT_EVERY, code: __dirname },
};

function decide(command: TripCommand, trip: Trip): readonly TripEvent[] {
  refuseStrangers(command, trip);
  return table.decide(command, trip);
}

function refuseStrangers({ sent: { actor } }: TripCommand, trip: Trip): void {
  if (trip.status === 'Unrequested') return;
  if (actor.type === 'rider' && actor.id !== trip.riderId) throw new TripNotYours();
  if (actor.type === 'driver' && actor.id !== trip.assignment?.driverId) throw new TripNotYours();
}
