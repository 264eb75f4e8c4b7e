import { InvariantsCheck } from '../../dist/src/audit/invariants.js';
import { dispatchDecider } from '../../dist/src/write/dispatch/domain/dispatch.decider.js';
import { shiftDecider } from '../../dist/src/write/drivers/shift/domain/shift.decider.js';
import { tripDecider } from '../../dist/src/write/trip/domain/trip.decider.js';

const WITH_DRIVER = ['EnRoute', 'AtPickup', 'InProgress'];
const BUSY = ['EnRoute', 'AtPickup', 'OnTrip'];
const SEARCHING = ['Open', 'Offering'];

/** What must hold at every moment: no driver has two trips, or more than one besides that waits for its end. */
export function faultsNow(setting) {
  const seen = new Set();
  const faults = [];
  for (const [, driverId, isDeferred] of assigned(setting)) {
    const place = `${driverId}${isDeferred ? ', as the next' : ''}`;
    if (seen.has(place)) faults.push(`${place} has two trips`);
    seen.add(place);
  }
  return faults;
}

/** What must hold once everybody was heard out: trips and shifts agree, nothing is held, nobody is still waiting. */
export function faultsAtRest(setting) {
  const { world, trips, drivers } = setting;
  const faults = faultsNow(setting);
  for (const [tripId, driverId, isDeferred] of assigned(setting)) {
    const shift = world.state(shiftDecider, driverId);
    const theirs = isDeferred ? shift.queued?.tripId : shift.tripId;
    if (!BUSY.includes(shift.status) || theirs !== tripId) {
      faults.push(`${tripId} counts on ${driverId}, who is ${shift.status} ${theirs ?? ''}`);
    }
  }
  for (const driverId of drivers) {
    const shift = world.state(shiftDecider, driverId);
    if (shift.status === 'Reserved' || shift.held) faults.push(`${driverId} is held for nobody`);
    const theirs = BUSY.includes(shift.status) ? [shift.tripId, shift.queued?.tripId] : [];
    for (const tripId of theirs.filter((each) => each !== undefined)) {
      const trip = world.state(tripDecider, tripId);
      if (WITH_DRIVER.includes(trip.status) && trip.assignment.driverId === driverId) continue;
      faults.push(`${driverId} drives for ${tripId}, which is ${trip.status}`);
    }
  }
  for (const tripId of trips) {
    const trip = world.state(tripDecider, tripId);
    if (trip.status === 'Matching') faults.push(`${tripId} is forgotten in its search`);
    const search = world.state(dispatchDecider, `${tripId}-${trip.attempt ?? 0}`);
    if (SEARCHING.includes(search.status)) faults.push(`the search of ${tripId} never ends`);
  }
  return [...faults, ...faultsInHistory(world)];
}

/** Policies are held up for as long as chance has it. */
const NOT_IN_A_HURRY = 'assigned-within-2s';
/** Nobody settles these trips. */
const NOT_DONE_HERE = 'fare-settled';

/** What the log alone says: every rule that `hailstream audit invariants` knows, and nothing left open. */
function faultsInHistory({ recorded }) {
  const check = new InvariantsCheck();
  for (const event of recorded) check.take(event);
  const { invariants, findings } = check.end();
  const broken = findings.filter(({ invariant }) => invariant !== NOT_IN_A_HURRY);
  const open = Object.entries(invariants).filter(
    ([name, count]) => count.open > 0 && name !== NOT_DONE_HERE,
  );
  return [
    ...broken.map(({ invariant, stream, what }) => `${invariant} in ${stream}: ${what}`),
    ...open.map(([name, count]) => `${name} is left open ${count.open} times`),
  ];
}

function assigned({ world, trips }) {
  return trips.flatMap((tripId) => {
    const trip = world.state(tripDecider, tripId);
    if (!WITH_DRIVER.includes(trip.status)) return [];
    return [[tripId, trip.assignment.driverId, trip.isDeferred === true]];
  });
}
