import type { TripId } from '../kernel/ids';
import type { DataOf } from './event';
import type { TripEvent, tripEvents } from './trip.events';
import type { Market } from './trip.shapes';
import type { Shape } from './upcast';

/** What every trip event said from the first day on. */
export interface OldTrip {
  tripId: TripId;
  market: Market;
}

export type Data<Type extends TripEvent['type']> = DataOf<typeof tripEvents, Type>;

export const shape = (type: string, version: number): Shape => ({ type, version });

/** Amounts were once floats of the currency's major unit. */
export function minorUnits(amount: number): number {
  return Math.round(amount * 100);
}
