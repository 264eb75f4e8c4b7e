import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { at, system } from '#test/trip.samples';
import { shiftDecider } from './shift.decider';
import {
  DriverAlreadyReserved,
  NextTripRefused,
  OfferOver,
  ReservationNotLive,
  ReservationTooLong,
  ShiftHoursExhausted,
  ShiftInvalidTransition,
  ShiftNotEligible,
} from './shift.errors';
import type { TripId } from '../../../../shared/kernel/ids';

const { given } = specFor(shiftDecider);
const third = { offerId: 'offer-3', tripId: 'trip-3' as TripId };
const held = [...the.driving, the.nextReserved()] as const;

describe('holding a driver who is about to finish a trip for an offer of the next', () => {
  it('lets them drive on', () =>
    given(...the.driving)
      .when(the.reserveNext())
      .then(the.nextReserved()));

  it('is done once for an offer', () =>
    given(...held)
      .when(the.reserveNext())
      .thenNothing());

  it.each([
    ['one-is-queued', [...held, the.queued()], the.reserveNext(third)],
    ['too-far', the.driving, the.reserveNext({ remainingS: 301 })],
    ['same-trip', the.driving, the.reserveNext({ tripId: the.first })],
    ['shift-ends', [...the.driving, the.endRequested()], the.reserveNext()],
  ])('refuses: %s', (reason, history, asked) =>
    given(...history)
      .when(asked)
      .thenRefused(NextTripRefused, { reason }),
  );

  it('refuses a driver who did not ask for it', () => {
    const [, ...rest] = the.driving;
    given(the.started({ forwardDispatch: false }), ...rest)
      .when(the.reserveNext())
      .thenRefused(NextTripRefused, { reason: 'not-opted-in' });
  });

  it('refuses a second offer as long as the first stands, and lets it go afterwards', () => {
    given(...held)
      .when(the.reserveNext(third, system, at('04:31:14')))
      .thenRefused(DriverAlreadyReserved, { until: at('04:31:15') });
    const until = at('04:32:00');
    given(...held)
      .when(the.reserveNext({ ...third, until }, system, at('04:31:15')))
      .then(
        the.nextReleased({ at: at('04:31:15'), cause: 'failed' }),
        the.nextReserved({ ...third, until, at: at('04:31:15') }),
      );
  });

  it('refuses to hold them for longer than any offer stands', () =>
    given(...the.driving)
      .when(the.reserveNext({ until: at('04:32:01') }))
      .thenRefused(ReservationTooLong, { mostS: 60 }));

  it('refuses an offer that is over', () =>
    given(...the.driving)
      .when(the.reserveNext({ until: at('04:31:00') }))
      .thenRefused(OfferOver));

  it('refuses a trip that does not fit into the hours, with what is left of this one', () =>
    given(...the.driving)
      .when(the.reserveNext({ rideS: 10 * 3600 }))
      .thenRefused(ShiftHoursExhausted, { hoursPolicy: 'new-york', missingS: 780 + 240 }));

  it('refuses when the papers have run out', () =>
    given(the.started({ eligibleUntil: at('04:30:00') }), ...the.driving.slice(1))
      .when(the.reserveNext())
      .thenRefused(ShiftNotEligible));

  it.each([
    ['without a passenger', the.enRoute],
    ['who is free', [the.started()]],
    ['whom nobody hears', [...the.driving, the.commsLost()]],
  ])('refuses a driver %s', (_, history) =>
    given(...history)
      .when(the.reserveNext())
      .thenRefused(ShiftInvalidTransition),
  );
});

const offer = { offerId: 'offer-2', tripId: the.second };
const now = at('04:31:10');

describe('a driver who is held for the next trip', () => {
  it('has it next once they accept, heard or not', () => {
    const { offerId } = offer;
    given(...held)
      .when(the.commit({ offerId }, system, now))
      .then(the.queued());
    given(...held, the.commsLost())
      .when(the.honour(offer, system, now))
      .then(the.queued());
  });

  it('is held no more when they decline or let it run out, and is never sent on a break', () => {
    given(...held)
      .when(the.release({ offerId: 'offer-2' }, system, now))
      .then(the.nextReleased());
    const expired = the.nextReleased({ cause: 'expired' });
    const twice = [the.nextReserved(), expired, the.nextReserved(), expired];
    given(...the.driving, ...twice, the.nextReserved())
      .when(the.release({ offerId: 'offer-2', cause: 'expired' }, system, now))
      .then(expired);
  });

  it('is not released from, nor committed to, another offer', () => {
    given(...held)
      .when(the.release())
      .thenRefused(ReservationNotLive, offer);
    given(...the.driving)
      .when(the.commit())
      .thenRefused(ReservationNotLive, {});
  });

  it('misses an acceptance that comes after the release', () =>
    given(...held, the.nextReleased())
      .when(the.honour(offer, system, now))
      .then(the.missed({ ...offer, at: now })));

  it('is held as anybody once the trip under way has ended, also who wants to go', () => {
    const reserved = the.reserved({ ...offer, at: at('04:35:00'), until: at('04:31:15') });
    given(...held)
      .when(the.free())
      .then(the.freed(), reserved);
    given(...held, the.endRequested({ at: at('04:31:05') }))
      .when(the.free())
      .then(the.freed(), reserved);
    given(...held, the.freed(), reserved)
      .when(the.honour(offer, system, at('04:35:01')))
      .then(the.committed({ ...offer, at: at('04:35:01') }));
  });

  it('may have another next when the queued one was taken back', () =>
    given(...held, the.queued(), the.dropped())
      .when(the.reserveNext({ ...third, until: at('04:33:00') }, system, at('04:32:10')))
      .then(the.nextReserved({ ...third, until: at('04:33:00'), at: at('04:32:10') })));
});
