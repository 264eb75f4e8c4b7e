import { projectionSpec } from '#test/projection-spec';
import * as the from '#test/trip.samples';
import type { TripEvent } from '../../shared/events/trip.events';
import { marketHour, type MarketHour } from './market-hour';

const { given } = projectionSpec(marketHour, the.evesTrip);

const KEY = '2014-04-01T00/nyc/0140';
const empty: MarketHour = {
  ...{ cityId: 'nyc', zoneId: 140, hour: '2014-04-01T00', requested: 0, completed: 0 },
  ...{ cancelled: {}, unfulfilled: 0, fareMinor: 0, currency: null, pickups: 0, pickupSeconds: 0 },
};
const row = (change: Partial<MarketHour>) => ({ [KEY]: { ...empty, ...change } });
const askedAt = (requestedAt: string) => the.requested({ market: { ...the.market, requestedAt } });
const rideTo = (...ending: TripEvent[]): TripEvent[] => [
  ...[the.requested(), the.matching(), the.assigned(), the.arrived(), the.started(), ...ending],
];
/** Arrived five minutes after the request. */
const picked = { requested: 1, pickups: 1, pickupSeconds: 300 };

describe('an hour of a zone’s market', () => {
  it('begins with the first request', () =>
    given()
      .when(the.requested())
      .then(row({ requested: 1 })));

  it('counts every request', () =>
    given(the.requested(), the.requested())
      .when(the.requested())
      .then(row({ requested: 3 })));

  it('does not change while a trip is only under way', () =>
    given(the.requested())
      .when(
        ...[the.matching(), the.assigned(), the.unassigned(), the.arrived(), the.contacted()],
        ...[the.wrongPin(1), the.itineraryChanged(), the.proposed()],
      )
      .then(row({ requested: 1 })));

  it('counts a ride, what it cost, and how long its rider had waited, once each', () =>
    given(...rideTo())
      .when(the.completed(), the.fareFinalised(), the.settled())
      .then(row({ ...picked, completed: 1, fareMinor: 1900, currency: 'USD' })));

  it.each([
    ['nobody could drive', the.unfulfilled(), { unfulfilled: 1 }],
    ['the rider cancelled', the.cancelled(), { cancelled: { PLANS_CHANGED: 1 } }],
    ['the rider did not come', the.noShow(), { cancelled: { NO_SHOW: 1 } }],
  ] as const)('adds up when %s', (_, ending, counted) =>
    given(the.requested())
      .when(ending)
      .then(row({ requested: 1, ...counted })),
  );

  it('adds up when a ride was broken off, even when it was then paid for', () =>
    given(...rideTo())
      .when(the.aborted(), the.fareFinalised(), the.settled())
      .then(row({ ...picked, cancelled: { ABORTED: 1 }, fareMinor: 1900, currency: 'USD' })));

  it('takes a corrected trip from where it counted to where it belongs', () =>
    given(...rideTo(the.completed()))
      .when(the.corrected({ from: 'Completed', to: 'Cancelled' }))
      .then(row({ ...picked, cancelled: { CORRECTED: 1 } })));

  it('leaves no trace of a correction that was corrected back', () =>
    given(the.requested(), the.cancelled())
      .when(
        the.corrected({ from: 'Cancelled', to: 'NoShow', cancelledAs: 'PLANS_CHANGED' }),
        the.corrected({ from: 'NoShow', to: 'Unfulfilled', cancelledAs: 'NO_SHOW' }),
        the.corrected({ from: 'Unfulfilled', to: 'Requested' }),
        the.cancelled(),
      )
      .then(row({ requested: 1, cancelled: { PLANS_CHANGED: 1 } })));

  it('takes a paid trip that had been broken off from the broken-off ones', () =>
    given(...rideTo(the.aborted(), the.fareFinalised(), the.settled()))
      .when(the.corrected({ from: 'Settled', to: 'Completed', cancelledAs: 'ABORTED' }))
      .then(row({ ...picked, completed: 1, fareMinor: 1900, currency: 'USD' })));

  it('knows nothing of a booking before it is due, nor of one cancelled before', () => {
    given().when(the.scheduled()).then({});
    given(the.scheduled())
      .when(the.cancelled({ stage: 'scheduled' }))
      .then({});
  });

  it('counts a booking in the hour in which it became due', () =>
    given(the.scheduled())
      .when(
        the.activated({ market: { ...the.market, requestedAt: '2014-04-01T09:30:00.000Z' } }),
        the.cancelled({ market: { ...the.market, requestedAt: '2014-04-01T09:30:00.000Z' } }),
      )
      .then({
        '2014-04-01T05/nyc/0140': {
          ...{ ...empty, hour: '2014-04-01T05', requested: 1 },
          cancelled: { PLANS_CHANGED: 1 },
        },
      }));

  it('makes demand of a booking that a correction brings to life', () => {
    given(the.scheduled())
      .when(the.corrected({ from: 'Scheduled', to: 'Unfulfilled' }))
      .then(row({ requested: 1, unfulfilled: 1 }));
    given(the.scheduled(), the.cancelled({ stage: 'scheduled' }))
      .when(the.corrected({ from: 'Cancelled', to: 'Requested', cancelledAs: null }))
      .then(row({ requested: 1 }));
  });

  it('counts pickups outside every zone, apart from all zones', () =>
    given()
      .when(the.requested({ market: { ...the.market, zoneId: null } }))
      .then({ '2014-04-01T00/nyc/none': { ...empty, zoneId: null, requested: 1 } }));

  it('skips the hour that the clocks skip in spring', () =>
    given()
      .when(askedAt('2014-03-09T06:59:59.000Z'), askedAt('2014-03-09T07:00:00.000Z'))
      .then({
        '2014-03-09T01/nyc/0140': { ...empty, hour: '2014-03-09T01', requested: 1 },
        '2014-03-09T03/nyc/0140': { ...empty, hour: '2014-03-09T03', requested: 1 },
      }));

  it('gathers both hours that the clocks show twice in autumn in one row', () =>
    given()
      .when(askedAt('2014-11-02T05:30:00.000Z'), askedAt('2014-11-02T06:30:00.000Z'))
      .then({ '2014-11-02T01/nyc/0140': { ...empty, hour: '2014-11-02T01', requested: 2 } }));

  it('keeps cities apart, whose clocks differ', () =>
    given(the.requested())
      .when(the.requested({ market: { ...the.market, cityId: 'accra' } }))
      .then({
        ...row({ requested: 1 }),
        '2014-04-01T04/accra/0140': {
          ...{ ...empty, cityId: 'accra', hour: '2014-04-01T04', requested: 1 },
        },
      }));
});
