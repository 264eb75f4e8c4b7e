import type { TripEvent } from '../../shared/events/trip.events';
import type { PickupStall } from '../../shared/events/trip.shapes';

/** What happened, as support would tell it. */
export function inWords(event: TripEvent): string {
  const words = WORDS[event.type] as (data: TripEvent['data']) => string;
  return words(event.data);
}

const STALLS: Readonly<Record<PickupStall, string>> = {
  STALLED: 'The driver comes no nearer',
  RETREATING: 'The driver goes away from the pickup',
  LOCATION_DARK: 'Nobody knows where the driver is',
};

const WORDS: { readonly [E in TripEvent as E['type']]: (data: E['data']) => string } = {
  TripRequested: (data) =>
    `Asked for a ride with ${data.stops.length} stops, quoted ${money(data.quote)}`,
  TripScheduled: (data) => `Booked a ride for ${data.pickupAt}, quoted ${money(data.quote)}`,
  TripActivated: () => 'The booked ride became due',
  MatchingStarted: (data) => `Looking for a driver, attempt ${data.attempt}`,
  DriverAssigned: (data) => `${data.driverId} is on the way, promised for ${data.promisedPickupAt}`,
  PickupDeferred: ({ remainingS }) =>
    `The driver finishes another trip first, ${Math.ceil(remainingS / 60)} minutes of it`,
  PickupBegun: () => 'The driver has finished the other trip and comes now',
  DriverTurnedAway: (data) => `Driver ${data.driverId} came too late, and was let go`,
  DriverUnassigned: (data) =>
    `${data.driverId} no longer has the trip (${data.reasonCode}, fault: ${data.fault})`,
  TripUnfulfilled: (data) => `No driver was found (${data.reason})`,
  DriverArrived: (data) =>
    `The driver is at the pickup${distance(data.distanceM)} (${data.method})`,
  PickupStalled: (data) => `${STALLS[data.case]}, since ${data.since}${distance(data.distanceM)}`,
  RouteDeviated: (data) => `The car is ${data.distanceM} m off its way`,
  ContactAttempted: (data) => `The driver tried to reach the rider by ${data.channel}`,
  NoShowAllowed: (data) =>
    `Waited ${Math.floor(data.waitedS / 60)} minutes: the driver may report a no-show`,
  BoardingPinRejected: (data) => `Wrong boarding PIN, try ${data.tries}`,
  TripStarted: (data) => `The ride began (checked by ${data.checkedBy})`,
  WaypointReached: (data) => `Reached stop ${data.index}`,
  WaypointDeparted: (data) => `Left stop ${data.index}`,
  ItineraryChanged: (data) => `The way changed (${data.kind}), now ${money(data.quote)}`,
  TripCompleted: (data) => `The ride ended after ${(data.actualDistanceM / 1000).toFixed(1)} km`,
  TripAborted: (data) => `The ride was broken off (${data.reasonCode})`,
  TripCancelled: (data) => `Cancelled by ${data.by}: ${data.reasonCode} (fault: ${data.fault})`,
  TripNoShow: (data) => `The rider did not come in ${Math.floor(data.waitedS / 60)} minutes`,
  FareFinalised: (data) => `The fare is ${money(data)} (${data.reasonCode})`,
  TripSettled: (data) => `Settled: ${data.mode}`,
  CorrectionProposed: (data) =>
    `${data.proposedBy} proposes to set it to ${data.to}: ${data.reason}`,
  TripCorrected: (data) => `Set from ${data.from} to ${data.to}, approved by ${data.approvedBy}`,
};

function money({ totalMinor, currency }: { totalMinor: number; currency: string }): string {
  return `${currency} ${(totalMinor / 100).toFixed(2)}`;
}

function distance(metres: number | null): string {
  return metres === null ? '' : `, ${Math.round(metres)} m away`;
}
