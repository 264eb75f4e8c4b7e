import type { RecordedCityEvent } from '../../shared/events/city.events';
import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { TripEvent } from '../../shared/events/trip.events';
import type { ZoneQueueEvent } from '../../shared/events/zone-queue.events';
import type { Message } from '../engine/stream/line';
import type { DriverNow } from './driver-now.document';
import { shownAt } from './driver-now.query';
import { isOfOffer, offerAfter } from './on-offer';

type Said = Omit<Message, 'id'>;

/** The whole screen. @param at the moment of sending */
export function snapshotOf(driver: DriverNow, at: string): Said {
  return { type: 'snapshot', data: screenOf(driver, at) };
}

/** What an event means on this driver's screen; undefined when it changes nothing there. */
export function messageOf(
  event: RecordedCityEvent,
  driver: DriverNow,
  at: string,
): Said | undefined {
  if (isOfTrip(event)) return ofTrip(event);
  const { driverId } = event.data as { readonly driverId?: string };
  if (driverId !== driver.driverId) return undefined;
  if (isOfOffer(event)) return ofOffer(event, at);
  if (event.stream.startsWith('dispatch-')) return undefined;
  if (isOfQueue(event)) return ofQueue(event);
  return { type: 'shift', data: { because: event.type, ...screenOf(driver, at) } };
}

const isOfTrip = (event: RecordedCityEvent): event is Extract<RecordedCityEvent, TripEvent> =>
  event.stream.startsWith('trip-');

type OfQueue = Extract<RecordedCityEvent, ZoneQueueEvent>;
const isOfQueue = (event: RecordedCityEvent): event is OfQueue => event.stream.startsWith('zoneq-');

/** What happened; the place that it comes to depends on others, and is asked for. */
function ofQueue({ type, data: { zoneId, tier, at } }: OfQueue): Said {
  return { type: 'queue', data: { because: type, zoneId, tier, at } };
}

function screenOf(driver: DriverNow, at: string): object {
  const shown = shownAt(driver, at);
  const { currentOffer } = shown;
  return { ...shown, currentOffer: currentOffer && withCountdown(currentOffer, at) };
}

function withCountdown<Offer extends { readonly expiresAt: string }>(offer: Offer, at: string) {
  const leftMs = Date.parse(offer.expiresAt) - Date.parse(at);
  return { ...offer, secondsLeft: Math.max(0, leftMs / 1000) };
}

type OfOffer = Parameters<typeof offerAfter>[1];

function ofOffer(event: OfOffer, at: string): Said {
  const { offerId, tripId } = event.data;
  const offer = offerAfter(null, event);
  if (offer) return { type: 'offer', data: withCountdown(offer, at) };
  return { type: 'offer-gone', data: { offerId, tripId, why: whyGone(event) } };
}

function whyGone(event: DispatchEvent): string {
  return event.type === 'OfferWithdrawn' ? event.data.why : (GONE[event.type] ?? event.type);
}

const GONE: { readonly [T in DispatchEvent['type']]?: string } = {
  OfferAccepted: 'ACCEPTED',
  OfferDeclined: 'DECLINED',
  OfferExpired: 'EXPIRED',
};

/** How a trip stands after an event, where that matters to whoever drives it; null: as before. */
const STATUS: { readonly [T in TripEvent['type']]?: string | null } = {
  DriverAssigned: 'EnRoute',
  DriverUnassigned: 'Requested',
  PickupDeferred: null,
  PickupBegun: null,
  DriverTurnedAway: null,
  DriverArrived: 'AtPickup',
  NoShowAllowed: null,
  TripStarted: 'InProgress',
  ItineraryChanged: null,
  TripCompleted: 'Completed',
  TripCancelled: 'Cancelled',
  TripNoShow: 'NoShow',
  TripAborted: 'Aborted',
  TripCorrected: null,
};

function ofTrip({ type, data: { tripId }, metadata }: Extract<RecordedCityEvent, TripEvent>) {
  const status = STATUS[type];
  if (status === undefined) return undefined;
  return { type: 'trip', data: { tripId, because: type, status, at: metadata.occurredAt } };
}
