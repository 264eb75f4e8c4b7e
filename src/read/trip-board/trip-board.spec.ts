import { happened, projectionSpec } from '#test/projection-spec';
import * as the from '#test/trip.samples';
import { tripBoard, type TripOnBoard } from './trip-board';

const { given } = projectionSpec(tripBoard, the.evesTrip);
const { at, bob, cleo, tripId } = the;

const card: TripOnBoard = {
  ...{ tripId, riderId: the.adaId, driverId: null, status: 'Requested', since: at('04:11:00') },
  ...{ cityId: 'nyc', zoneId: 140, product: 'economy', requestedAt: at('04:11:00') },
  ...{ promisedPickupAt: null, attempts: 0, wrongPins: 0, awaitsApproval: false },
};
const bobs: Partial<TripOnBoard> = {
  ...{ driverId: bob.id, promisedPickupAt: at('04:17:00'), attempts: 1 },
};
const shown = (change: Partial<TripOnBoard>) => ({ [tripId]: { ...card, ...change } });

describe('a card on the dispatcher’s board', () => {
  it('begins with the request', () => given().when(the.requested()).then(shown({})));

  it('waits until a booking becomes due', () =>
    given(the.scheduled())
      .when(
        happened(
          the.activated({ market: { ...the.market, requestedAt: at('05:30:00') } }),
          at('05:30:00'),
        ),
      )
      .then(shown({ since: at('05:30:00'), requestedAt: at('05:30:00') })));

  it('knows nothing of a trip whose booking was never seen', () =>
    given().when(the.arrived()).then({}));

  it('says since when a driver is looked for, and how often', () =>
    given(the.requested(), the.matching())
      .when(happened(the.matching(2), at('04:12:00')))
      .then(shown({ status: 'Matching', since: at('04:12:00'), attempts: 2 })));

  it('names the driver and the promise', () =>
    given(the.requested(), the.matching())
      .when(happened(the.assigned(), at('04:11:20')))
      .then(shown({ ...bobs, status: 'EnRoute', since: at('04:11:20') })));

  it('is without a driver again when one gave the trip back', () =>
    given(the.requested(), the.matching(), the.assigned(), the.arrived(), the.wrongPin(2))
      .when(happened(the.unassigned(), at('04:18:00')))
      .then(shown({ since: at('04:18:00'), attempts: 1 })));

  it('names the next driver', () =>
    given(the.requested(), the.matching(), the.assigned(), the.unassigned())
      .when(the.matching(2), the.assigned(cleo, 2))
      .then(shown({ ...bobs, status: 'EnRoute', driverId: cleo.id, attempts: 2 })));

  it('counts wrong PINs without restarting the clock', () =>
    given(the.requested(), the.matching(), the.assigned(), happened(the.arrived(), at('04:16:00')))
      .when(happened(the.wrongPin(1), at('04:17:00')), happened(the.contacted(), at('04:18:00')))
      .then(shown({ ...bobs, status: 'AtPickup', since: at('04:16:00'), wrongPins: 1 })));

  it('follows the ride without restarting the clock at stops, changes and fares', () =>
    given(the.requested(), the.matching(), the.assigned(), the.arrived())
      .when(
        happened(the.started(), at('04:18:00')),
        ...[the.reachedStop(1), the.leftStop(1), the.itineraryChanged(), the.fareFinalised()],
      )
      .then(shown({ ...bobs, status: 'InProgress', since: at('04:18:00') })));

  it.each([
    [the.completed(), 'Completed'],
    [the.settled(), 'Settled'],
    [the.unfulfilled(), 'Unfulfilled'],
    [the.cancelled(), 'Cancelled'],
    [the.noShow(), 'NoShow'],
    [the.aborted(), 'Aborted'],
  ])('ends: %#', (ending, status) =>
    given(the.requested())
      .when(happened(ending, at('04:20:00')))
      .then(shown({ status, since: at('04:20:00') })),
  );

  it('says that a correction awaits its second approver, and then what became of it', () => {
    given(the.requested())
      .when(the.proposed())
      .then(shown({ awaitsApproval: true }));
    given(the.requested(), the.proposed())
      .when(happened(the.corrected(), at('08:05:00')))
      .then(shown({ status: 'Cancelled', since: at('08:05:00') }));
  });

  it('has no driver when a correction reopens the trip', () =>
    given(the.requested(), the.matching(), the.assigned(), the.cancelled())
      .when(happened(the.corrected({ from: 'Cancelled', to: 'Requested' }), at('08:05:00')))
      .then(shown({ since: at('08:05:00'), attempts: 1 })));
});
