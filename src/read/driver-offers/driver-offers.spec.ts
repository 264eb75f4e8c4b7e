import * as the from '#test/dispatch.samples';
import { happened, projectionSpec } from '#test/projection-spec';
import { market, tripId } from '#test/trip.samples';
import type { DispatchEvent } from '../../shared/events/dispatch.events';
import { driverOffers, rankingsKey } from './driver-offers';
import type { OfferInLog, RankingsOfSearch } from './driver-offers.document';

/** What happens to another search meanwhile. */
const elsewhere = (event: DispatchEvent): DispatchEvent =>
  ({ ...event, data: { ...event.data, tripId: 'trip-eve-1' } }) as DispatchEvent;
const { given } = projectionSpec(driverOffers, [
  elsewhere(the.opened()),
  elsewhere(the.ranked('dora')),
  elsewhere(the.extended('dora')),
  elsewhere(the.accepted('dora')),
]);

const toBob: OfferInLog = {
  ...{ kind: 'offer', driverId: 'bob', offerId: the.offerTo('bob'), tripId, attempt: 1 },
  ...{ cityId: market.cityId, zoneId: market.zoneId, product: market.product },
  ...{ mode: 'exclusive', rank: 1, payPreview: { amountMinor: 1520, currency: 'USD' } },
  ...{ pickupEtaS: 240, tripEtaS: 900, cost: 252, parts: { eta: 240, refusal: 12 } },
  ...{ extendedAt: the.after(0), expiresAt: the.after(15), delivered: null, answeredAt: null },
  ...{ endedAt: null, outcome: 'open', reason: null },
};
const offer = (change: Partial<OfferInLog> = {}) => ({ [toBob.offerId]: { ...toBob, ...change } });
const ranking = {
  ...{ snapshotAt: the.after(0), tick: 1, weightsVersion: 'batch-v1.1', strategy: 'batch-v1' },
};
const rankings = (...candidates: readonly number[]): Record<string, RankingsOfSearch> => ({
  [rankingsKey({ tripId, attempt: 1 })]: {
    kind: 'rankings',
    rankings: candidates.map((count) => ({ ...ranking, candidates: count })),
  },
});

describe('a driver’s log of offers', () => {
  it('knows the terms, and how many were compared', () =>
    given(the.opened(), the.ranked('bob', 'cleo'))
      .when(the.extended('bob'))
      .then({ ...rankings(2), ...offer() }));

  it('says when it was on the driver’s screen', () =>
    given(the.extended('bob'))
      .when(the.delivered('bob'))
      .then(offer({ delivered: { at: the.after(1), channel: 'sse' } })));

  it.each([
    [the.accepted('bob'), { outcome: 'accepted', answeredAt: the.after(5) }],
    [the.declined('bob'), { outcome: 'declined', answeredAt: the.after(5), reason: 'TOO_FAR' }],
    [the.expired('bob'), { outcome: 'expired' }],
    [the.withdrawnFrom('bob'), { outcome: 'withdrawn', reason: 'TAKEN' }],
  ] as const)('says what became of it: %#', (ending, change) =>
    given(the.extended('bob'))
      .when(happened(ending, the.after(5)))
      .then(offer({ ...change, endedAt: the.after(5) })),
  );

  it('keeps that a lost one had been accepted', () =>
    given(the.extended('bob'), the.accepted('bob'))
      .when(happened(the.withdrawnFrom('bob', 'DRIVER_LOST'), the.after(6)))
      .then(
        offer({
          ...{ outcome: 'lost', reason: 'DRIVER_LOST' },
          ...{ answeredAt: the.after(5), endedAt: the.after(6) },
        }),
      ));

  it('keeps the rankings of a search apart from its offers', () =>
    given(the.opened(), the.ranked('bob'), the.held())
      .when(the.ranked('bob', 'cleo', 'dora'), the.exhausted('NO_ACCEPT', 0, 3), the.withdrawn())
      .then(rankings(1, 3)));

  it('makes nothing of an answer to an offer that was never made', () =>
    given().when(the.accepted('bob'), the.delivered('bob')).then({}));
});
