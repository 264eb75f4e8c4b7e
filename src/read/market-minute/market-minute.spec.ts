import * as search from '#test/dispatch.samples';
import { happened, projectionSpec } from '#test/projection-spec';
import * as the from '#test/trip.samples';
import {
  nothing,
  percentile,
  PICKUP_ERROR_EDGES,
  TIME_TO_MATCH_EDGES,
  withOne,
} from './distribution';
import { marketMinute } from './market-minute';
import type { MarketMinute } from './market-minute.document';
import { shownMinute } from './market-minute.query';

const { given } = projectionSpec(marketMinute, the.evesTrip);
const { at, tripId } = the;

const KEY = '2014-04-01T00:11/nyc/0140/economy';
const empty: MarketMinute = {
  ...{ cityId: 'nyc', zoneId: 140, product: 'economy', minute: '2014-04-01T00:11' },
  ...{ requested: 0, searches: 0, matched: 0, unfulfilled: {}, cancelledUnmatched: 0 },
  offers: { extended: 0, accepted: 0, declined: 0, expired: 0, withdrawn: 0 },
  timeToMatch: nothing(TIME_TO_MATCH_EDGES),
  pickupError: { ...nothing(PICKUP_ERROR_EDGES), absoluteSum: 0 },
  ...{ enRouteS: 0, onTripS: 0, awaited: [] },
};
const row = (change: Partial<MarketMinute>) => ({ [KEY]: { ...empty, ...change } });
const matchedIn = (seconds: number) => withOne(empty.timeToMatch, seconds, TIME_TO_MATCH_EDGES);
const awaited = [{ tripId, assignedAt: at('04:11:20'), promisedPickupAt: at('04:17:00') }];
const assigned = happened(the.assigned(), at('04:11:20'));
const matched = { matched: 1, timeToMatch: matchedIn(20) };

describe('a minute of the market', () => {
  it('counts requests and bookings when they are due', () => {
    given(the.requested())
      .when(the.requested())
      .then(row({ requested: 2 }));
    given(the.scheduled())
      .when(the.activated())
      .then(row({ requested: 1 }));
    given(the.scheduled())
      .when(the.cancelled({ stage: 'scheduled' }))
      .then({});
  });

  it('counts searches and what their offers came to', () =>
    given(search.opened(), search.ranked('bob'))
      .when(
        ...[search.extended('bob'), search.delivered('bob'), search.declined('bob')],
        ...[search.extended('cleo'), search.expired('cleo'), search.extended('dora')],
        ...[search.accepted('dora'), search.withdrawnFrom('dora', 'DRIVER_LOST')],
      )
      .then(
        row({
          searches: 1,
          offers: { extended: 3, accepted: 1, declined: 1, expired: 1, withdrawn: 1 },
        }),
      ));

  it('counts the first match and how long it took, in the minute of the request', () => {
    given(the.requested())
      .when(assigned)
      .then(row({ requested: 1, ...matched, awaited }));
    const second = { ...awaited[0], tripId, assignedAt: at('04:15:00') };
    given(assigned, the.unassigned())
      .when(happened(the.assigned(the.cleo, 2), at('04:15:00')))
      .then(row({ ...matched, awaited: [{ ...second, promisedPickupAt: at('04:17:00') }] }));
  });

  it('holds the pickup against the promise', () =>
    given(assigned)
      .when(the.arrived({ at: at('04:18:10') }))
      .then(
        row({
          ...{ ...matched, enRouteS: 410 },
          pickupError: {
            ...withOne(empty.pickupError, 70, PICKUP_ERROR_EDGES),
            absoluteSum: 70,
          },
        }),
      ));

  it('expects nobody any more who was given back, cancelled or not met', () => {
    given(assigned).when(the.unassigned()).then(row(matched));
    given(assigned)
      .when(the.cancelled({ stage: 'en-route' }))
      .then(row(matched));
    given(assigned).when(the.noShow()).then(row(matched));
    given().when(the.arrived()).then(row({}));
  });

  it('counts what came to nothing, by its reason', () => {
    given(the.requested())
      .when(the.unfulfilled(), the.unfulfilled({ reason: 'NO_ACCEPT' }))
      .then(row({ requested: 1, unfulfilled: { NO_SUPPLY: 1, NO_ACCEPT: 1 } }));
    given(the.requested())
      .when(the.cancelled())
      .then(row({ requested: 1, cancelledUnmatched: 1 }));
  });

  it('adds up the rides', () =>
    given()
      .when(the.completed())
      .then(row({ onTripS: 1020 })));

  it('changes with nothing else', () =>
    given(the.requested())
      .when(the.matching(), the.started(), the.fareFinalised(), the.corrected(), search.held())
      .then(row({ requested: 1 })));
});

describe('what is shown of it', () => {
  it('are rates, means and percentiles, and null where there is nothing to tell', () => {
    const timeToMatch = [3, 4, 12, 200].reduce(
      (all, seconds) => withOne(all, seconds, TIME_TO_MATCH_EDGES),
      empty.timeToMatch,
    );
    const offers = { extended: 4, accepted: 1, declined: 1, expired: 1, withdrawn: 1 };
    expect(shownMinute({ ...empty, requested: 8, matched: 4, offers, timeToMatch })).toMatchObject({
      ...{ matchRate: 0.5, acceptanceRate: 0.333, meanTimeToMatchS: 54.8 },
      ...{ p50TimeToMatchS: 5, p95TimeToMatchS: null, pickupBiasS: null, pickupMaeS: null },
    });
    expect(shownMinute(empty)).toMatchObject({ matchRate: null, acceptanceRate: null });
    const pickupError = { count: 2, sum: 20, absoluteSum: 100, buckets: [] };
    expect(shownMinute({ ...empty, pickupError })).toMatchObject({
      ...{ pickupBiasS: 10, pickupMaeS: 50 },
    });
  });

  it('has percentiles that are never less than the truth', () => {
    const all = [1, 2, 2.5, 30].reduce(
      (before, value) => withOne(before, value, TIME_TO_MATCH_EDGES),
      nothing(TIME_TO_MATCH_EDGES),
    );
    expect(
      [0.25, 0.5, 0.75, 1].map((share) => percentile(all, share, TIME_TO_MATCH_EDGES)),
    ).toEqual([2, 2, 5, 30]);
  });
});
