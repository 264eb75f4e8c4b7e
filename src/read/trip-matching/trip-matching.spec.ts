import * as the from '#test/dispatch.samples';
import { happened, projectionSpec } from '#test/projection-spec';
import { adaId, evesTrip, market, requested, scheduled, tripId } from '#test/trip.samples';
import { progressOf } from './progress';
import { tripMatching } from './trip-matching';
import type { OfferOfSearch, Search, TripMatching } from './trip-matching.document';

const { given } = projectionSpec(tripMatching, evesTrip);

const { cityId, zoneId, cell, product } = market;
const trip: TripMatching = {
  ...{ tripId, riderId: adaId, cityId, zoneId, cell, product, searches: [], moreSearches: 0 },
};
const search: Search = {
  ...{ attempt: 1, openedAt: the.after(0), strategy: 'batch-v1', excludedDriverIds: [] },
  ...{ constraints: { seats: 1, wheelchair: false, childSeat: false }, status: 'open' },
  ...{ reason: null, endedAt: null, drivers: 0, ticks: [], moreTicks: 0, offers: [] },
};
const tick = {
  ...{ tick: 1, snapshotAt: the.after(0), weightsVersion: 'batch-v1.1', mode: 'batch-v1' as const },
  ...{ candidates: the.ranked('bob').data.candidates, heldUntilTick: null },
};
const { market: _market, tripId: _trip, attempt: _attempt, ...terms } = the.extended('bob').data;
const offer: OfferOfSearch = {
  ...{ ...terms, deliveredAt: null, endedAt: null, outcome: 'open', reason: null },
};
const shown = (...searches: readonly Search[]) => ({ [tripId]: { ...trip, searches } });
const asked = { ...search, status: 'asking', offers: [offer] } as const;

describe('how a driver was looked for', () => {
  it('is nothing yet when the trip is asked for, now or for later', () => {
    given().when(requested()).then(shown());
    given().when(scheduled()).then(shown());
  });

  it('is a search from then on, also of a trip that nobody knows of otherwise', () => {
    given(requested()).when(the.opened()).then(shown(search));
    given().when(the.opened()).then(shown(search));
  });

  it('keeps who was compared, and that nobody was asked for the moment', () => {
    const ranked = { ...search, drivers: 1, ticks: [tick] };
    given(the.opened()).when(the.ranked('bob')).then(shown(ranked));
    given(the.opened(), the.ranked('bob'))
      .when(the.held(2))
      .then(shown({ ...ranked, ticks: [{ ...tick, heldUntilTick: 2 }] }));
  });

  it('keeps the last ticks, and how many there were before', () => {
    const seconds = Array.from({ length: 12 }, (_, index) => index * 2);
    given(the.opened(), the.ranked('bob', 'cleo'))
      .when(...seconds.map((second) => the.rankedAt(second, 'bob')))
      .then(
        shown({
          ...{ ...search, drivers: 2, moreTicks: 3 },
          ticks: seconds.slice(2).map((second) => ({
            ...{ ...tick, tick: 1 + second / 2, snapshotAt: the.after(second) },
          })),
        }),
      );
  });

  it('asks, and knows when the question was on the screen', () =>
    given(the.opened(), the.extended('bob'))
      .when(the.delivered('bob'))
      .then(shown({ ...asked, offers: [{ ...offer, deliveredAt: the.after(1) }] })));

  it.each([
    [the.declined('bob'), 'open', { outcome: 'declined', reason: 'TOO_FAR' }],
    [the.expired('bob'), 'open', { outcome: 'expired' }],
    [the.withdrawnFrom('bob'), 'open', { outcome: 'withdrawn', reason: 'TAKEN' }],
    [the.accepted('bob'), 'accepted', { outcome: 'accepted' }],
  ] as const)('goes on, or is over, by the answer: %#', (answer, status, change) =>
    given(the.opened(), the.extended('bob'))
      .when(happened(answer, the.after(5)))
      .then(shown({ ...asked, status, offers: [{ ...offer, ...change, endedAt: the.after(5) }] })),
  );

  it('goes on when whoever accepted is lost', () =>
    given(the.opened(), the.extended('bob'), the.accepted('bob'))
      .when(happened(the.withdrawnFrom('bob', 'DRIVER_LOST'), the.after(6)))
      .then(
        shown({
          ...{ ...asked, status: 'open' },
          offers: [{ ...offer, outcome: 'lost', reason: 'DRIVER_LOST', endedAt: the.after(6) }],
        }),
      ));

  it.each([
    [the.exhausted('NO_ACCEPT', 1, 3), 'exhausted', 'NO_ACCEPT'],
    [the.withdrawn(), 'withdrawn', 'RIDER_CANCELLED'],
  ] as const)('ends without a driver, and stays ended: %#', (ending, status, reason) =>
    given(the.opened(), the.extended('bob'))
      .when(happened(ending, the.after(180)), happened(the.expired('bob'), the.after(181)))
      .then(
        shown({
          ...{ ...asked, status, reason, endedAt: the.after(180) },
          offers: [{ ...offer, outcome: 'expired', endedAt: the.after(181) }],
        }),
      ),
  );

  it('keeps each search by itself, the last five of many', () => {
    const again = (attempt: number) => {
      const { type, data } = the.opened('bob');
      return { type, data: { ...data, attempt } } as const;
    };
    const next = { ...search, excludedDriverIds: the.opened('bob').data.excludedDriverIds };
    const five = [2, 3, 4, 5, 6];
    given(the.opened(), the.extended('bob'))
      .when(again(2), the.declined('bob'))
      .then(
        shown(
          {
            ...{ ...asked, status: 'open' },
            offers: [{ ...offer, outcome: 'declined', reason: 'TOO_FAR', endedAt: the.after(0) }],
          },
          { ...next, attempt: 2 },
        ),
      );
    given(the.opened())
      .when(...five.map(again))
      .then({
        [tripId]: {
          ...{ ...trip, moreSearches: 1 },
          searches: five.map((attempt) => ({ ...next, attempt })),
        },
      });
  });

  it('makes nothing of what came before its search', () =>
    given().when(the.extended('bob')).then({}));
});

describe('what the rider is told of it', () => {
  const told = (...searches: readonly Search[]) => progressOf({ ...trip, searches }, the.after(20));
  const missed: OfferOfSearch = { ...offer, outcome: 'expired', endedAt: the.after(15) };

  it.each([
    [[], { stage: 'waiting', searchingForS: null, searches: 0 }],
    [[search], { stage: 'searching', searchingForS: 20, words: 'Looking for a driver nearby' }],
    [[asked], { stage: 'asking', words: 'Asking the first driver', driversAsked: 1 }],
    [
      [{ ...asked, drivers: 7, offers: [missed, offer] }],
      { words: 'Asking the second driver', driversUnavailable: 1, driversInQuestion: 7 },
    ],
    [[{ ...asked, offers: [missed, offer, offer] }], { words: 'Asking 2 drivers at once' }],
    [
      [{ ...asked, offers: [...Array<OfferOfSearch>(9).fill(missed), offer] }],
      { words: 'Asking one more driver', driversAsked: 10 },
    ],
    [
      [{ ...search, status: 'exhausted', reason: 'NO_SUPPLY', endedAt: the.after(9) }],
      { stage: 'given up', words: 'No driver was near enough', searchingForS: 9 },
    ],
    [[{ ...search, status: 'withdrawn', reason: 'RIDER_CANCELLED' }], { stage: 'stopped' }],
  ] as const)('in words and counts: %#', (searches, words) =>
    expect(told(...searches)).toMatchObject(words),
  );

  it('counts no further than the yes', () => {
    const yes = { ...offer, outcome: 'accepted', endedAt: the.after(5) } as const;
    expect(told({ ...search, status: 'accepted', offers: [yes] })).toMatchObject({
      ...{ stage: 'found', searchingForS: 5 },
    });
  });

  it('names no driver and no cost', () => {
    const all = JSON.stringify(
      told({ ...asked, ticks: [tick], excludedDriverIds: [offer.driverId] }),
    );
    expect(all).not.toMatch(/bob|cost|252/);
  });
});
