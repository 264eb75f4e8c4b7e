import type { Random } from './random';
import { adjusted, fareFor, meteredFare, type Fare } from './tariff';
import { stretched, type Route } from './travel';

type FareReason =
  'QUOTE_HELD' | 'ACTUAL_LONGER' | 'ACTUAL_SHORTER' | 'ITINERARY_CHANGED' | 'ABORTED';

/** What a trip was to cost, what it costs, and why; and the way that it really took. */
export interface Price {
  /** The quote that the final fare is held against, in cents. */
  readonly quotedMinor: number;
  readonly fare: Fare;
  readonly reason: FareReason;
  readonly driven: Route;
}

/** The rule of the platform: no fare grows past its quote by more. */
const CAP = 1.3;
const LONGER = 0.09;
const SHORTER = 0.05;

type Closing = Extract<FareReason, 'QUOTE_HELD' | 'ACTUAL_LONGER' | 'ACTUAL_SHORTER'>;

/** By the tariff, where the source does not know what the ride cost. */
export function priceByTariff(planned: Route, random: Random): Price {
  const quoted = fareFor(planned);
  const reason = closing(random);
  const driven = stretched(planned, drivenShare(reason, random));
  const fare = reason === 'QUOTE_HELD' ? quoted : capped(fareFor(driven), quoted.totalMinor);
  return { quotedMinor: quoted.totalMinor, fare, reason, driven };
}

/** By what the ride really cost: here it is the quote that is made up. */
export function priceByMeter(fareMinor: number, planned: Route, random: Random): Price {
  const reason = closing(random);
  const share = drivenShare(reason, random);
  const quotedMinor = reason === 'QUOTE_HELD' ? fareMinor : Math.ceil(fareMinor / inCap(share));
  return { quotedMinor, fare: meteredFare(fareMinor), reason, driven: stretched(planned, share) };
}

/** The part of a ride up to where it broke off; a known fare is charged as it was. */
export function priceOfPart(price: Price, part: number, fareMinor: number | null): Price {
  const driven = stretched(price.driven, part);
  const fare =
    fareMinor === null ? capped(fareFor(driven), price.quotedMinor) : meteredFare(fareMinor);
  return { ...price, driven, fare, reason: 'ABORTED' };
}

function closing(random: Random): Closing {
  return random.oneOf<Closing>(
    [
      ['ACTUAL_LONGER', LONGER],
      ['ACTUAL_SHORTER', SHORTER],
    ],
    'QUOTE_HELD',
  );
}

function drivenShare(reason: Closing, random: Random): number {
  if (reason === 'ACTUAL_LONGER') return random.between(1.1, 1.4);
  return reason === 'ACTUAL_SHORTER' ? random.between(0.6, 0.9) : random.between(0.97, 1.03);
}

function inCap(share: number): number {
  return Math.min(share, CAP - 0.02);
}

function capped(fare: Fare, quotedMinor: number): Fare {
  return adjusted(fare, 0, Math.floor(quotedMinor * CAP));
}
