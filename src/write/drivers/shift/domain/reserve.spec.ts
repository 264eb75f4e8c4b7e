import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { at, system } from '#test/trip.samples';
import { shiftDecider } from './shift.decider';
import {
  DriverAlreadyReserved,
  OfferOver,
  ReservationTooLong,
  ShiftHoursExhausted,
  ShiftInvalidTransition,
  ShiftNotEligible,
  ShiftNotFound,
} from './shift.errors';

const { given } = specFor(shiftDecider);
const another = { offerId: 'offer-2', tripId: the.second };

describe('reserving a driver for an offer', () => {
  it('holds them', () => given(the.started()).when(the.reserve()).then(the.reserved()));

  it('holds them once', () =>
    given(the.started(), the.reserved()).when(the.reserve()).thenNothing());

  it('refuses a second offer while the first lives', () =>
    given(the.started(), the.reserved())
      .when(the.reserve({ ...another, until: at('04:11:29') }, system, at('04:11:14')))
      .thenRefused(DriverAlreadyReserved, { until: at('04:11:15') }));

  it('frees them from an offer that nobody took back in time', () =>
    given(the.started(), the.reserved())
      .when(the.reserve({ ...another, until: at('04:11:30') }, system, at('04:11:15')))
      .then(
        the.released({ at: at('04:11:15'), cause: 'failed' }),
        the.reserved({ ...another, at: at('04:11:15'), until: at('04:11:30') }),
      ));

  it('refuses an offer that is over', () =>
    given(the.started())
      .when(the.reserve({ until: at('04:11:00') }))
      .thenRefused(OfferOver));

  it('refuses to hold them for longer than any offer stands', () => {
    given(the.started())
      .when(the.reserve({ until: at('04:12:00') }))
      .then(the.reserved({ until: at('04:12:00') }));
    given(the.started())
      .when(the.reserve({ until: at('04:12:01') }))
      .thenRefused(ReservationTooLong, { mostS: 60 });
  });

  it.each([
    ['on the way', the.enRoute],
    ['at the pickup', [...the.enRoute, the.atPickup()]],
    ['on a trip', the.driving],
    ['on a break', [the.started(), the.breakStarted()]],
    ['off shift', [the.started(), the.ended()]],
    ['not to be reached', [the.started(), the.commsLost()]],
  ])('refuses a driver who is %s', (_, history) =>
    given(...history)
      .when(the.reserve())
      .thenRefused(ShiftInvalidTransition),
  );

  it('says what is allowed instead', () =>
    given(the.started(), the.breakStarted())
      .when(the.reserve())
      .thenRefused(ShiftInvalidTransition, {
        currentState: 'OnBreak',
        allowedCommands: [
          ...[
            'AbandonStart',
            'RenewEligibility',
            'HonourAcceptance',
            'Pause',
            'Resume',
            'LoseComms',
          ],
          ...['RestoreComms', 'GoOffline', 'ForceOffline'],
        ],
      }));

  it('refuses a driver who never was on shift', () =>
    given().when(the.reserve()).thenRefused(ShiftNotFound));

  it('refuses from the moment at which a paper runs out', () =>
    given(the.started({ eligibleUntil: at('04:11:00') }))
      .when(the.reserve())
      .thenRefused(ShiftNotEligible, { reasons: ['DOCUMENTS_NOT_VALID'] }));

  it('refuses a trip that does not fit into the hours', () => {
    const boston = the.started({ cityId: 'boston', hoursPolicy: 'twelve-then-eight' });
    const offered = (rideS: number) =>
      the.reserve({ until: at('15:40:15'), rideS }, system, at('15:40:00'));
    const held = the.reserved({ cityId: 'boston', at: at('15:40:00'), until: at('15:40:15') });
    given(boston).when(offered(900)).then(held);
    given(boston)
      .when(offered(901))
      .thenRefused(ShiftHoursExhausted, { hoursPolicy: 'twelve-then-eight', missingS: 1 });
  });
});
