import type { TripEvent } from '../../../shared/events/trip.events';
import type { TripId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import type { In, TripStatus } from './trip';

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

/**
 * One row of the trip's transition table: a command, the states it may come in, and what it then makes true.
 * The decider pairs command and state with their rule, so here both may be erased to `never`.
 */
export interface TripRule {
  readonly command: TripCommandClass;
  readonly from: readonly TripStatus[];
  readonly decide: (command: never, trip: never) => readonly TripEvent[];
}

export type TripCommandClass<C extends TripCommand = TripCommand> = new (
  tripId: TripId,
  data: never,
  sent: Sent,
) => C;

export function tripRule<C extends TripCommand, const S extends TripStatus>(
  command: TripCommandClass<C>,
  from: readonly S[],
  decide: (command: C, trip: In<S>) => readonly TripEvent[],
): TripRule {
  return { command, from, decide };
}
