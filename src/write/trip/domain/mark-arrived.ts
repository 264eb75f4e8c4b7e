import { metresBetween, type GeoPoint } from '../../../shared/kernel/geo-point';
import { secondsBetween, type Instant } from '../../../shared/kernel/time';
import { factsOf } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { DriverStillOnTrip, StalePing, TooFarFromPickup } from './trip.errors';

export const AT_PICKUP_M = 100;
const FRESH_PING_S = 60;

/** A manual arrival says itself that the geofence could not prove it, and is not held to it. */
export class MarkArrived extends TripCommand<{
  readonly location: GeoPoint;
  readonly lastPingAt: Instant;
  readonly method: 'geofence' | 'manual';
}> {
  readonly type = 'MarkArrived';
}

export const markArrived = tripRule(MarkArrived, ['EnRoute'], ({ data, sent }, trip) => {
  if (trip.isDeferred) throw new DriverStillOnTrip();
  const at = sent.occurredAt;
  const pickup = trip.stops[0] ?? data.location;
  const distanceM = Math.round(metresBetween(data.location, pickup));
  if (data.method === 'geofence' && distanceM > AT_PICKUP_M) {
    throw new TooFarFromPickup(distanceM, AT_PICKUP_M);
  }
  const pingAgeS = secondsBetween(data.lastPingAt, at);
  if (pingAgeS >= FRESH_PING_S) throw new StalePing(pingAgeS);
  return [
    { type: 'DriverArrived', data: { ...factsOf(trip), at, distanceM, method: data.method } },
  ];
});
