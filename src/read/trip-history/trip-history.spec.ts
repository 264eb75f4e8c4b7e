import { happened, projectionSpec } from '#test/projection-spec';
import * as the from '#test/trip.samples';
import { tripHistory, type TripInHistory } from './trip-history';

const { given } = projectionSpec(tripHistory, the.evesTrip);
const { at, tripId } = the;

const line: TripInHistory = {
  ...{ tripId, riderId: the.adaId, status: 'Open', requestedAt: at('04:11:00'), endedAt: null },
  ...{ product: 'economy', totalMinor: null, currency: 'USD' },
  from: { lat: 40.769, lon: -73.955 },
  to: { lat: 40.732, lon: -73.987 },
};
const listed = (change: Partial<TripInHistory>) => ({ [tripId]: { ...line, ...change } });

describe('a line of a rider’s history', () => {
  it('begins with the request, its places too coarse to find a door', () =>
    given().when(the.requested()).then(listed({})));

  it('begins with a booking and moves to the moment at which that became due', () =>
    given(the.scheduled())
      .when(the.activated({ market: { ...the.market, requestedAt: at('05:30:00') } }))
      .then(listed({ requestedAt: at('05:30:00') })));

  it('knows nothing of a trip whose booking was never seen', () =>
    given().when(the.cancelled()).then({}));

  it('does not change while the trip is only under way', () =>
    given(the.requested())
      .when(
        ...[the.matching(), the.assigned(), the.unassigned(), the.arrived(), the.contacted()],
        ...[the.wrongPin(1), the.started(), the.reachedStop(1), the.leftStop(1), the.proposed()],
      )
      .then(listed({})));

  it('follows a changed way', () =>
    given(the.requested())
      .when(the.itineraryChanged())
      .then(listed({ to: { lat: 40.736, lon: -73.991 } })));

  it('ends with what the ride cost', () =>
    given(the.requested())
      .when(happened(the.completed(), at('04:35:00')), the.fareFinalised(), the.settled())
      .then(listed({ status: 'Settled', endedAt: at('04:35:00'), totalMinor: 1900 })));

  it.each([
    [the.unfulfilled(), 'Unfulfilled'],
    [the.cancelled(), 'Cancelled'],
    [the.noShow(), 'NoShow'],
    [the.aborted(), 'Aborted'],
    [the.corrected({ to: 'Aborted' }), 'Aborted'],
  ])('ends otherwise: %#', (ending, status) =>
    given(the.requested())
      .when(happened(ending, at('04:20:00')))
      .then(listed({ status, endedAt: at('04:20:00') })),
  );

  it('is open again when a correction reopens it', () =>
    given(the.requested(), the.cancelled())
      .when(the.corrected({ from: 'Cancelled', to: 'Requested' }))
      .then(listed({})));
});
