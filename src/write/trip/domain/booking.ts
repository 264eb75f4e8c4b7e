import type { RiderId } from '../../../shared/kernel/ids';
import type { Instant } from '../../../shared/kernel/time';
import type { Needs, Place, Quote } from '../../../shared/events/trip.shapes';
import { QuoteExpired, TripNotYours } from './trip.errors';
import type { TripCommand } from './trip.command';

/** A price that the rider accepted. Comes in with the command until quotes are streams of their own. */
export interface OfferedQuote extends Quote {
  readonly validUntil: Instant;
}

/** What a rider asks for, with the pickup already located on the map. */
export interface Booking {
  readonly riderId: RiderId;
  readonly cityId: string;
  readonly product: string;
  readonly stops: readonly Place[];
  readonly quote: OfferedQuote;
  readonly paymentMethod: 'card' | 'cash';
  readonly boardingPin: string;
  readonly needs: Needs;
  readonly zoneId: number | null;
  readonly cell: string;
}

/** The facts that a booking starts with, whether for now or for later. */
export function book({ tripId, data, sent }: TripCommand<Booking>) {
  const { riderId, cityId, product, stops, zoneId, cell, paymentMethod } = data;
  const { boardingPin, needs } = data;
  if (sent.actor.type === 'rider' && sent.actor.id !== riderId) throw new TripNotYours();
  const quote = acceptedQuote(data.quote, sent.occurredAt);
  const market = { cityId, product, zoneId, cell, requestedAt: sent.occurredAt };
  const ride = { tripId, market, riderId, stops: [...stops], needs };
  return { ...ride, quote, paymentMethod, boardingPin };
}

/** @throws QuoteExpired when it is too late to accept it */
export function acceptedQuote(offered: OfferedQuote, at: Instant): Quote {
  if (at > offered.validUntil) throw new QuoteExpired(offered.validUntil);
  const { quoteId, totalMinor, currency } = offered;
  return { quoteId, totalMinor, currency };
}
