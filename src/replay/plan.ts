import type { GeoPoint } from '../shared/kernel/geo-point';
import { fortune, type Fortune } from './fate';
import { driverFor, pinFor, riderFor, secondDriverFor, type Driver } from './people';
import { destinationFrom } from './places';
import { priceByMeter, priceByTariff, priceOfPart, type Price } from './prices';
import { Random } from './random';
import type { Ride } from './reject';
import { fareFor } from './tariff';
import { routeBetween, type Route } from './travel';

/** What chance is drawn from, the same for every row of a replay. */
export interface Source {
  /** Its name alone: a file may move. */
  readonly file: string;
  readonly seed: number;
  readonly places: readonly GeoPoint[];
}

/** A change of the way, with the price that the rider accepted for it. */
interface Detour {
  readonly from: GeoPoint;
  readonly quotedMinor: number;
  /** How much longer than the way booked, as a share of it. */
  readonly extraTimeShare: number;
}

/** Everything about a trip that is decided before its first command is sent. */
export interface Plan extends Fortune {
  readonly ride: Ride;
  readonly riderId: string;
  readonly drivers: readonly [Driver, Driver];
  readonly boardingPin: string;
  readonly paymentMethod: 'card' | 'cash';
  readonly dropOff: GeoPoint;
  readonly price: Price;
  readonly detour: Detour | null;
  /** What is drawn on the way. */
  readonly random: Random;
}

const CASH = 0.06;

export function planOf(tripId: string, row: number, ride: Ride, source: Source): Plan {
  const random = new Random(tripId);
  const luck = fortune(random);
  const dropOff = ride.dropOff ?? destinationFrom(ride.pickup, source.places, random);
  const planned = routeBetween(ride.pickup, dropOff, random);
  const price = priceOf(ride, planned, luck, random);
  return {
    ...luck,
    ride,
    riderId: riderFor(random),
    drivers: [driverFor(row, source.seed), secondDriverFor(row, source.seed)],
    boardingPin: pinFor(random),
    paymentMethod: random.chance(CASH) ? 'cash' : 'card',
    dropOff,
    price: luck.fate === 'breaks-off' ? brokenOff(price, ride, random) : price,
    detour: changesWay(luck) ? detourTo(planned, ride, source, random) : null,
    random,
  };
}

function changesWay({ fate, newDestination }: Fortune): boolean {
  return newDestination && fate === 'rides';
}

function priceOf({ fareMinor }: Ride, planned: Route, luck: Fortune, random: Random): Price {
  const price =
    fareMinor === null ? priceByTariff(planned, random) : priceByMeter(fareMinor, planned, random);
  if (!changesWay(luck)) return price;
  // The new quote is what the changed trip costs, and what it then really cost.
  return { ...price, quotedMinor: price.fare.totalMinor, reason: 'ITINERARY_CHANGED' };
}

function brokenOff(price: Price, { fareMinor }: Ride, random: Random): Price {
  return priceOfPart(price, random.between(0.2, 0.8), fareMinor);
}

/** Where the ride ended is known: what is made up is where it was to go at first. */
function detourTo(planned: Route, ride: Ride, { places }: Source, random: Random): Detour {
  const from = destinationFrom(ride.pickup, places, random);
  const booked = routeBetween(ride.pickup, from, random);
  const extra = Math.max(0, planned.durationS / booked.durationS - 1);
  const { fareMinor } = ride;
  return {
    from,
    quotedMinor:
      fareMinor === null
        ? fareFor(booked).totalMinor
        : Math.max(1, Math.round(fareMinor * random.between(0.7, 1.2))),
    extraTimeShare: Math.min(10, Math.round(extra * 100) / 100),
  };
}
