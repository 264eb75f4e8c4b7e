import type { TripEvent } from '../../../shared/events/trip.events';
import type { TripId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import { rulesOf, type CommandClass } from '../../../shared/kernel/transition-table';
import type { Trip } from './trip';

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class TripCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly tripId: TripId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

/** Riders and drivers are parties to a trip: its fault, fee and charge are judged for them, not by them. */
export function isParty({ actor }: Sent): boolean {
  return actor.type === 'rider' || actor.type === 'driver';
}

export type TripCommandClass = CommandClass<TripCommand, TripId>;

export const tripRule = rulesOf<TripCommand, Trip, TripEvent, TripId>();

export type TripRule = ReturnType<typeof tripRule>;
