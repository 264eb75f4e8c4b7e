import type { GeoPoint } from '../../src/shared/kernel/geo-point';
import { expectOk } from './a-driver';
import type { App } from './app';
import { bodies, booking } from './trip-requests';

let trips = 0;

/** A new rider whose trip has begun to match: where a spec has no other drivers, its own are near. */
export async function looksForADriver(
  app: App,
  at: GeoPoint,
  who: { readonly riderId?: string; readonly needs?: object } = {},
) {
  const tripId = `trip-matched-${(trips += 1)}`;
  const riderId = who.riderId ?? `rider-${trips}`;
  const [rider, system] = await Promise.all([
    app.token('rider', riderId),
    app.token('system', 'payments'),
  ]);
  const stops = [{ ...at, placeRef: 'corner' }, booking.stops[1]];
  const put = { token: rider, body: { ...booking, stops, needs: who.needs } };
  await expectOk(app.ask('PUT', `/v1/trips/${tripId}`, put), 'Requested');
  const matching = { token: system, body: bodies['start-matching'] };
  await expectOk(app.ask('POST', `/v1/trips/${tripId}/start-matching`, matching), 'Matching');
  const cancel = () =>
    app.ask('POST', `/v1/trips/${tripId}/cancel`, { token: rider, body: bodies.cancel });
  const see = () => app.ask('GET', `/v1/trips/${tripId}`, { token: rider });
  return { tripId, cancel, see };
}
