import fc from 'fast-check';
import * as the from '#test/shift.samples';
import { at, bob, system } from '#test/trip.samples';
import { shiftEvents, type ShiftEvent } from '../../../../shared/events/shift.events';
import { FREED_CAUSES, RELEASE_CAUSES } from '../../../../shared/events/shift.shapes';
import { DomainError } from '../../../../shared/kernel/domain-error';
import type { TripId } from '../../../../shared/kernel/ids';
import { secondsAfter, secondsBetween, type Instant } from '../../../../shared/kernel/time';
import type { ShiftCommand } from './shift.command';
import { commandsAllowedIn, shiftDecider } from './shift.decider';
import { shownStatus, unknown, type Shift } from './shift';

const { decide, evolve } = shiftDecider;

/** What may be: written down once more, without a state machine. */
class Ledger {
  private shiftNo = 0;
  private begun: Instant | undefined;
  private held: string | undefined;
  /** For the next trip, while another is under way. */
  private heldNext: string | undefined;
  private active: string | undefined;
  private next: string | undefined;

  note({ type, data }: ShiftEvent): void {
    if (type === 'ShiftStarted') {
      expect([data.shiftNo, this.begun]).toEqual([this.shiftNo + 1, undefined]);
      [this.shiftNo, this.begun] = [data.shiftNo, data.at];
      return;
    }
    if (type === 'ShiftStartAbandoned') {
      expect([data.shiftNo, this.begun]).toEqual([this.shiftNo + 1, undefined]);
      this.shiftNo = data.shiftNo;
      return;
    }
    // Nobody was held for it, on shift or off.
    if (type === 'CommitmentMissed') return;
    expect([data.shiftNo, this.begun !== undefined]).toEqual([this.shiftNo, true]);
    this.noteOnline({ type, data } as ShiftEvent);
  }

  private noteOnline({ type, data }: ShiftEvent): void {
    switch (type) {
      case 'DriverReserved':
        expect([this.held, this.active, this.next]).toEqual([undefined, undefined, undefined]);
        // What was held before the trip had ended is held on, and nothing else.
        if (this.heldNext !== undefined) expect(data.offerId).toBe(this.heldNext);
        [this.held, this.heldNext] = [data.offerId, undefined];
        return;
      case 'NextTripReserved':
        expect([this.active === undefined, this.heldNext, this.next]).toEqual([
          ...[false, undefined, undefined],
        ]);
        this.heldNext = data.offerId;
        return;
      case 'NextTripReleased':
        expect([this.active === undefined, data.offerId]).toEqual([false, this.heldNext]);
        this.heldNext = undefined;
        return;
      case 'ReservationReleased':
        expect(data.offerId).toBe(this.held);
        this.held = undefined;
        return;
      case 'DriverCommitted':
        expect([data.offerId, this.active]).toEqual([this.held, undefined]);
        [this.held, this.active] = [undefined, data.tripId];
        return;
      case 'DriverAtPickup':
      case 'DriverOnTrip':
        expect(data.tripId).toBe(this.active);
        return;
      case 'NextTripQueued':
        expect([this.active === undefined, this.next]).toEqual([false, undefined]);
        expect(data.tripId).not.toBe(this.active);
        expect(data.offerId).toBe(this.heldNext);
        [this.next, this.heldNext] = [data.tripId, undefined];
        return;
      case 'NextTripDropped':
        expect(data.tripId).toBe(this.next);
        this.next = undefined;
        return;
      case 'DriverFreed':
        expect([data.tripId, data.nextTripId]).toEqual([this.active, this.next ?? null]);
        [this.active, this.next] = [this.next, undefined];
        return;
      case 'BreakStarted':
      case 'BreakEnded':
        expect([this.held, this.active]).toEqual([undefined, undefined]);
        return;
      case 'ShiftEnded': {
        expect([this.held, this.active, this.next]).toEqual([undefined, undefined, undefined]);
        expect(this.heldNext).toBeUndefined();
        expect(data.onlineS).toBe(data.openS + data.enRouteS + data.onTripS + data.breakS);
        // Each of the four parts is rounded down to seconds.
        const lasted = secondsBetween(this.begun ?? data.at, data.at);
        expect(lasted - data.onlineS).toBeLessThanOrEqual(3);
        expect(lasted - data.onlineS).toBeGreaterThanOrEqual(0);
        this.begun = undefined;
        return;
      }
      case 'ShiftStarted':
      case 'ShiftStartAbandoned':
      case 'EligibilityRenewed':
      case 'CommitmentMissed':
      case 'CommsLost':
      case 'CommsRestored':
      case 'ShiftEndRequested':
    }
  }
}

const offers = ['offer-1', 'offer-2', 'offer-3'] as const;
const trips = ['trip-1', 'trip-2', 'trip-3'] as unknown as readonly TripId[];

type Wish = (now: Instant, shift: Shift) => ShiftCommand;

const anOffer = fc.constantFrom(...offers);
const aTrip = fc.constantFrom(...trips);
const nextNo = (shift: Shift) => (shift.status === 'Unknown' ? 0 : shift.lastShiftNo) + 1;
const spanS = { pickupS: 300, rideS: 600 };

/** Whatever anybody may wish, in no sensible order: the decider lets through what can be. */
const aWish: fc.Arbitrary<Wish> = fc.oneof(
  fc.constant<Wish>((now, shift) => the.goOnline({ shiftNo: nextNo(shift) }, bob, now)),
  fc.constant<Wish>((now, shift) => the.abandonStart({ shiftNo: nextNo(shift) }, system, now)),
  fc.record({ offerId: anOffer, tripId: aTrip }).map(
    (offer): Wish =>
      (now) =>
        the.reserve({ ...offer, ...spanS, until: secondsAfter(now, 15) }, system, now),
  ),
  fc.record({ offerId: anOffer, cause: fc.constantFrom(...RELEASE_CAUSES) }).map(
    (data): Wish =>
      (now) =>
        the.release(data, system, now),
  ),
  anOffer.map(
    (offerId): Wish =>
      (now) =>
        the.commit({ offerId }, system, now),
  ),
  fc.record({ offerId: anOffer, tripId: aTrip }).map(
    (offer): Wish =>
      (now) =>
        the.honour(offer, system, now),
  ),
  aTrip.map(
    (tripId): Wish =>
      (now) =>
        the.arrive({ tripId }, system, now),
  ),
  aTrip.map(
    (tripId): Wish =>
      (now) =>
        the.begin({ tripId }, system, now),
  ),
  fc.record({ offerId: anOffer, tripId: aTrip, remainingS: fc.constantFrom(200, 400) }).map(
    (data): Wish =>
      (now) =>
        the.reserveNext({ ...data, ...spanS, until: secondsAfter(now, 15) }, system, now),
  ),
  fc.record({ tripId: aTrip, cause: fc.constantFrom(...FREED_CAUSES) }).map(
    (data): Wish =>
      (now) =>
        the.free({ ...data, distanceM: 1000 }, system, now),
  ),
  fc.constant<Wish>((now) => the.pause({}, bob, now)),
  fc.constant<Wish>((now) => the.resume({}, bob, now)),
  fc.constant<Wish>((now) => the.loseComms({ lastPingAt: secondsAfter(now, -61) }, system, now)),
  fc.constant<Wish>((now) => the.restoreComms({}, system, now)),
  fc.constant<Wish>((now) => the.renew({ eligibleUntil: secondsAfter(now, 3600) }, system, now)),
  fc.constant<Wish>((now) => the.goOffline({}, bob, now)),
  fc.constant<Wish>((now) => the.forceOffline({}, system, now)),
);

/** What the holder of the state would do next, so that random lives come further than to the first refusal. */
const onwards = fc.constant<Wish>((now, shift) => {
  switch (shift.status) {
    case 'Reserved':
      return the.commit({ offerId: shift.reservation.offerId }, system, now);
    case 'EnRoute':
    case 'AtPickup':
      return the.begin({ tripId: shift.tripId }, system, now);
    case 'OnTrip':
      if (shift.queued) return the.free({ tripId: shift.tripId }, system, now);
      if (shift.held) return the.commit({ offerId: shift.held.offerId }, system, now);
      return the.reserveNext(
        {
          ...{ tripId: trips.find((each) => each !== shift.tripId) as TripId },
          until: secondsAfter(now, 15),
        },
        ...([system, now] as const),
      );
    case 'OnBreak':
      return the.resume({}, bob, now);
    case 'Available':
      return the.reserve({ until: secondsAfter(now, 15), tripId: trips[0] as TripId }, system, now);
    case 'Unknown':
    case 'Offline':
      return the.goOnline({ shiftNo: nextNo(shift) }, bob, now);
  }
});

const aLife = fc.array(
  fc.tuple(
    fc.oneof({ weight: 3, arbitrary: aWish }, { weight: 2, arbitrary: onwards }),
    fc.nat(90_000),
  ),
  { minLength: 20, maxLength: 80, size: 'max' },
);

describe('whatever is asked of a driver', () => {
  it('never makes them hold two offers, two trips, or more than one in the queue', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(aLife, (life) => {
        let shift: Shift = unknown;
        let now = at('04:00:00');
        const ledger = new Ledger();
        for (const [wish, pauseMs] of life) {
          now = secondsAfter(now, pauseMs / 1000);
          const decided = decidedOn(wish(now, shift), shift);
          decided.forEach((event) => {
            ledger.note(event);
            seen.add(event.type);
          });
          shift = decided.reduce(evolve, shift);
        }
      }),
      { numRuns: 500, verbose: 1 },
    );
    // A property of lives in which nothing happens would hold as well.
    expect([...seen].sort()).toEqual(shiftEvents.map(({ type }) => type as string).sort());
  });

  it('is refused by type, and the refusal says what is allowed', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        let shift: Shift = unknown;
        const now = at('04:00:00');
        for (const [wish] of life) {
          const command = wish(now, shift);
          const allowed = commandsAllowedIn(shift).includes(command.type);
          const error = refusalOf(command, shift);
          if (!allowed) {
            expect(error).toMatchObject({
              code: shift.status === 'Unknown' ? 'SHIFT_NOT_FOUND' : 'SHIFT_INVALID_TRANSITION',
              ...(shift.status !== 'Unknown' && { details: { currentState: shownStatus(shift) } }),
            });
          } else if (error) expect(error.code).not.toBe('SHIFT_INVALID_TRANSITION');
          shift = decidedOn(command, shift).reduce(evolve, shift);
        }
      }),
      { numRuns: 100, verbose: 1 },
    );
  });
});

function decidedOn(command: ShiftCommand, shift: Shift): readonly ShiftEvent[] {
  try {
    return decide(command, shift);
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

function refusalOf(command: ShiftCommand, shift: Shift): DomainError | undefined {
  try {
    decide(command, shift);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
