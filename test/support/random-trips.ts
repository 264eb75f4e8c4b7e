import fc from 'fast-check';
import type { TripEvent } from '../../src/shared/events/trip.events';
import { CORRECTABLE } from '../../src/shared/events/trip.shapes';
import { DomainError } from '../../src/shared/kernel/domain-error';
import type { TripId } from '../../src/shared/kernel/ids';
import type { TripCommand } from '../../src/write/trip/domain/trip.command';
import { tripDecider } from '../../src/write/trip/domain/trip.decider';
import type { TripStatus } from '../../src/write/trip/domain/trip';
import * as ask from './trip-command.samples';
import * as the from './trip.samples';

/** Whatever anybody may wish, in no sensible order: the decider lets through what can be. */
export const aWish: fc.Arbitrary<TripCommand> = fc.oneof(
  fc.constantFrom<TripCommand>(
    ...[ask.activate(), ask.giveUp(), ask.startMatching(), ask.arrive(), ask.contact()],
    ...[ask.start({ pin: '0000' }), ask.changeDestination(), ask.cancel(), ask.reportNoShow()],
    ...[ask.cancelByDriver(), ask.cancelByDriver({ rematch: false }), ask.reassign()],
    ...[ask.abort(), ask.complete(), ask.finaliseFare(), ask.settle()],
  ),
  fc.constantFrom<TripCommand>(ask.assign(the.bob, 1), ask.assign(the.bob, 2), ask.start()),
  fc.constantFrom(...CORRECTABLE).map((to) => ask.force({ to })),
  fc.constant<TripCommand>(ask.approve()),
);

/** The most common way of a ride, of which random wishes alone rarely come to the end. */
const usual = [
  ...[ask.startMatching(), ask.assign(), ask.arrive(), ask.contact(), ask.start()],
  ...[ask.complete(), ask.finaliseFare(), ask.settle()],
];

export interface RandomTrip {
  readonly events: readonly TripEvent[];
  readonly status: TripStatus;
}

/** A whole life that the rules allow, of a trip of its own. */
export function randomTrip(tripId: TripId): fc.Arbitrary<RandomTrip> {
  return fc
    .tuple(
      fc.constantFrom<TripCommand>(ask.request(), ask.schedule()),
      fc.nat(usual.length),
      fc.array(aWish, { maxLength: 14 }),
    )
    .map(([booking, way, others]) => lived([booking, ...usual.slice(0, way), ...others], tripId));
}

function lived(commands: readonly TripCommand[], tripId: TripId): RandomTrip {
  let trip = tripDecider.initialState;
  const events: TripEvent[] = [];
  for (const command of commands) {
    try {
      const decided = tripDecider.decide(command, trip);
      trip = decided.reduce(tripDecider.evolve, trip);
      events.push(...decided);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  const own = events.map(({ type, data }) => ({ type, data: { ...data, tripId } }) as TripEvent);
  return { events: own, status: trip.status };
}
