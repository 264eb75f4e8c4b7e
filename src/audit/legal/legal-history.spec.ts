import fc from 'fast-check';
import * as search from '#test/dispatch.samples';
import { recorded } from '#test/projection-spec';
import { aWish, randomTrip } from '#test/random-trips';
import * as shift from '#test/shift.samples';
import { bob, system, tripId } from '#test/trip.samples';
import * as trip from '#test/trip-command.samples';
import * as queue from '#test/zone-queue.samples';
import type { CityEvent } from '../../shared/events/city.events';
import type { Decider } from '../../shared/kernel/decider';
import { DomainError } from '../../shared/kernel/domain-error';
import type { TripId } from '../../shared/kernel/ids';
import { secondsAfter } from '../../shared/kernel/time';
import type { DispatchCommand } from '../../write/dispatch/domain/dispatch.command';
import { dispatchDecider } from '../../write/dispatch/domain/dispatch.decider';
import type { ShiftCommand } from '../../write/drivers/shift/domain/shift.command';
import { shiftDecider } from '../../write/drivers/shift/domain/shift.decider';
import { tripDecider } from '../../write/trip/domain/trip.decider';
import { zoneQueueDecider } from '../../write/drivers/zone-queue/domain/zone-queue.decider';
import { InvariantsCheck } from '../invariants';
import { Verdicts } from '../verdicts';
import { LegalHistory, type Held, type LegalTable } from './legal-history';
import { searchHistory } from './search.table';
import { shiftHistory } from './shift.table';
import { tripHistory } from './trip.table';
import { zoneQueueHistory } from './zone-queue.table';

/** The history that these wishes come to, where the rules say no to many, and where it leaves its stream. */
function lived<Command, State extends Held, Event extends CityEvent>(
  decider: Decider<Command, State, Event>,
  wishes: readonly ((state: State, step: number) => Command)[],
) {
  let state = decider.initialState;
  const events: Event[] = [];
  for (const [step, wish] of wishes.entries()) {
    try {
      const decided = decider.decide(wish(state, step), state);
      state = decided.reduce(decider.evolve, state);
      events.push(...decided);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return { events, status: state.status };
}

interface Lived {
  readonly events: readonly CityEvent[];
  readonly status: string;
}

/** The table finds nothing, and stands where the deciders' own fold stands; what has ended is forgotten. */
function agrees<Type extends CityEvent['type'], State extends Held>(
  rules: { invariant: string; table: LegalTable<Type, State>; ends: readonly string[] },
  { events, status }: Lived,
): void {
  const verdicts = new Verdicts(3);
  verdicts.expect(rules.invariant);
  const history = new LegalHistory({ verdicts, partial: false }, rules);
  const facts = recorded(events);
  for (const fact of facts) history.on[fact.type]?.(fact as never);
  expect(verdicts.findings).toEqual([]);
  expect(verdicts.counts.get(rules.invariant)?.checked).toBe(events.length);
  const [first] = facts;
  if (first) {
    expect(history.statusOf(first.stream)).toBe(rules.ends.includes(status) ? undefined : status);
  }
}

const offers = ['offer-1', 'offer-2', 'offer-3'];
const trips = ['trip-1', 'trip-2'] as unknown as readonly TripId[];
const begin = '2014-04-01T04:00:00.000Z';

type ShiftWish = (state: Parameters<typeof shiftDecider.decide>[1], step: number) => ShiftCommand;
const at = (step: number) => secondsAfter(begin, step * 20);
const anOffer = fc.record({
  offerId: fc.constantFrom(...offers),
  tripId: fc.constantFrom(...trips),
});

const aShiftWish: fc.Arbitrary<ShiftWish> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<ShiftWish>((state, step) => next(state, step)) },
  anOffer.map(
    (offer): ShiftWish =>
      (_, step) =>
        reserving(offer, step),
  ),
  anOffer.map(
    (offer): ShiftWish =>
      (_, step) =>
        shift.release(offer, system, at(step)),
  ),
  anOffer.map(
    (offer): ShiftWish =>
      (_, step) =>
        shift.honour(offer, system, at(step)),
  ),
  anOffer.map(
    (offer): ShiftWish =>
      (_, step) =>
        shift.reserveNext(
          { ...offer, remainingS: 100, pickupS: 60, rideS: 60, until: secondsAfter(at(step), 17) },
          ...([system, at(step)] as const),
        ),
  ),
  anOffer.map(
    (offer): ShiftWish =>
      (_, step) =>
        shift.free(offer, system, at(step)),
  ),
  fc
    .constantFrom<(step: number) => ShiftCommand>(
      (step) => shift.pause({}, bob, at(step)),
      (step) => shift.resume({}, bob, at(step)),
      (step) => shift.loseComms({ lastPingAt: at(step - 10) }, system, at(step)),
      (step) => shift.restoreComms({}, system, at(step)),
      (step) => shift.goOffline({}, bob, at(step)),
    )
    .map(
      (wish): ShiftWish =>
        (_, step) =>
          wish(step),
    ),
);

const reserving = (offer: { offerId: string; tripId: TripId }, step: number) =>
  shift.reserve(
    { ...offer, pickupS: 60, rideS: 60, until: secondsAfter(at(step), 17) },
    system,
    at(step),
  );

/** The most common way of a shift, of which random wishes alone rarely come to the end. */
function next(state: Parameters<ShiftWish>[0], step: number): ShiftCommand {
  switch (state.status) {
    case 'Unknown':
      return shift.goOnline({ shiftNo: 1 }, bob, at(step));
    case 'Offline':
      return shift.goOnline({ shiftNo: state.lastShiftNo + 1 }, bob, at(step));
    case 'Available':
    case 'OnBreak':
      return reserving({ offerId: 'offer-1', tripId: 'trip-1' as TripId }, step);
    case 'Reserved':
      return shift.commit({ offerId: state.reservation.offerId }, system, at(step));
    case 'EnRoute':
      return shift.arrive({ tripId: state.tripId }, system, at(step));
    case 'AtPickup':
      return shift.begin({ tripId: state.tripId }, system, at(step));
    case 'OnTrip':
      return shift.free({ tripId: state.tripId }, system, at(step));
  }
}

const names = ['bob', 'cleo', 'dan'] as const;
const aSearchWish: fc.Arbitrary<DispatchCommand> = fc
  .record({ name: fc.constantFrom(...names), s: fc.nat(200), kind: fc.nat(9) })
  .map(({ name, s, kind }) => {
    const wishes: readonly DispatchCommand[] = [
      ...[search.open(), search.extend(s, name), search.extend(s, ...names), search.hold()],
      ...[search.accept(name, s), search.decline(name, s), search.confirm(name, s)],
      ...[search.expire(name, s), search.revoke(name)],
      kind % 2 === 0 ? search.exhaust(s) : search.withdraw(),
    ];
    return wishes[kind] ?? search.open();
  });

describe('a history that the rules allow is legal by the table too', () => {
  it('of a trip', () => {
    const wishes = fc.tuple(
      fc.constantFrom(trip.request(), trip.schedule()),
      fc.array(aWish, { maxLength: 30 }),
    );
    fc.assert(
      fc.property(wishes, ([booking, others]) => {
        agrees(
          tripHistory,
          lived(
            tripDecider,
            [booking, ...others].map((wish) => () => wish),
          ),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('of a driver’s shifts', () =>
    fc.assert(
      fc.property(fc.array(aShiftWish, { maxLength: 60 }), (wishes) => {
        agrees(shiftHistory, lived(shiftDecider, wishes));
      }),
      { numRuns: 500 },
    ));

  it('of a search', () =>
    fc.assert(
      fc.property(fc.array(aSearchWish, { maxLength: 30 }), (wishes) => {
        const all = [search.open(), ...wishes].map((wish) => () => wish);
        agrees(searchHistory, lived(dispatchDecider, all));
      }),
      { numRuns: 1000 },
    ));

  it('of a queue at an airport', () =>
    fc.assert(
      fc.property(fc.array(queue.aWish, { maxLength: 60 }), (wishes) => {
        const all = wishes.map((wish) => (_: unknown, turn: number) => wish(turn));
        agrees(zoneQueueHistory, lived(zoneQueueDecider, all));
      }),
      { numRuns: 500 },
    ));
});

/** Random fares have nothing to do with what was quoted: no rule of the trip knows prices. */
const isNoFare = ({ invariant }: { readonly invariant: string }) => !invariant.startsWith('fare-');

describe('random trips, all together', () => {
  it('break no invariant', () => {
    const many = fc.tuple(randomTrip(tripId), randomTrip('trip-2' as TripId));
    fc.assert(
      fc.property(many, (lives) => {
        const check = new InvariantsCheck();
        const events = lives.flatMap(({ events: own }) => own);
        for (const fact of recorded(events)) check.take(fact);
        expect(check.end().findings.filter(isNoFare)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
