import { specFor } from '#test/spec-for';
import { finaliseFare } from '#test/trip-command.samples';
import {
  aborted,
  arrived,
  assigned,
  completed,
  fareFinalised,
  itineraryChanged,
  matching,
  requested,
  started,
} from '#test/trip.samples';
import { FareAlreadyFinal, FareRefused, FareUnbalanced } from './trip-closing.errors';
import { tripDecider } from './trip.decider';

const { given } = specFor(tripDecider);
const riding = [requested(), matching(), assigned(), arrived(), started()];
const ended = [...riding, completed()];

/** The quote is 19.00: the cap lies at 24.70. */
const fareOf = (totalMinor: number) => ({
  lines: [{ code: 'distance', amountMinor: totalMinor }],
  totalMinor,
});

describe('finalising a fare', () => {
  it('holds the quote', () =>
    given(...ended)
      .when(finaliseFare())
      .then(fareFinalised()));

  it('closes what an aborted ride left open', () =>
    given(...riding, aborted())
      .when(finaliseFare({ ...fareOf(0), reasonCode: 'ABORTED' }))
      .then(fareFinalised({ ...fareOf(0), reasonCode: 'ABORTED' })));

  it('adds up lines that take off as well as put on', () => {
    const lines = [
      { code: 'base', amountMinor: 2100 },
      { code: 'promo', amountMinor: -200 },
    ];
    given(...ended)
      .when(finaliseFare({ lines }))
      .then(fareFinalised({ lines }));
  });

  it('refuses lines that miss the total by a cent', () =>
    given(...ended)
      .when(finaliseFare({ totalMinor: 1901 }))
      .thenRefused(FareUnbalanced, { sumMinor: 1900, totalMinor: 1901 }));

  it('refuses another currency than the quote', () =>
    given(...ended)
      .when(finaliseFare({ currency: 'EUR' }))
      .thenRefused(FareRefused));

  it('refuses a second fare', () =>
    given(...ended, fareFinalised())
      .when(finaliseFare())
      .thenRefused(FareAlreadyFinal));

  it('grows to exactly 1.3 times the quote', () =>
    given(...ended)
      .when(finaliseFare({ ...fareOf(2470), reasonCode: 'ACTUAL_LONGER' }))
      .then(fareFinalised({ ...fareOf(2470), reasonCode: 'ACTUAL_LONGER' })));

  it('grows by not a cent more', () =>
    given(...ended)
      .when(finaliseFare({ ...fareOf(2471), reasonCode: 'ACTUAL_LONGER' }))
      .thenRefused(FareRefused, { capMinor: 2470, totalMinor: 2471 }));

  it('rounds the cap down, never up', () => {
    const quote = { quoteId: 'quote-odd', totalMinor: 1905, currency: 'USD' };
    given(requested({ quote }), ...ended.slice(1))
      .when(finaliseFare({ ...fareOf(2477), reasonCode: 'ACTUAL_LONGER' }))
      .thenRefused(FareRefused, { capMinor: 2476, totalMinor: 2477 });
  });

  it('knows no cap for what operations set', () =>
    given(...ended)
      .when(finaliseFare({ ...fareOf(9000), reasonCode: 'OPS_SET' }))
      .then(fareFinalised({ ...fareOf(9000), reasonCode: 'OPS_SET' })));

  it('knows no cap once the itinerary changed', () =>
    given(...riding, itineraryChanged(), completed())
      .when(finaliseFare({ ...fareOf(9000), reasonCode: 'ITINERARY_CHANGED' }))
      .then(
        fareFinalised({ ...fareOf(9000), reasonCode: 'ITINERARY_CHANGED', quotedMinor: 2300 }),
      ));

  it('holds the cap when the itinerary is said to have changed and never did', () =>
    given(...ended)
      .when(finaliseFare({ ...fareOf(2471), reasonCode: 'ITINERARY_CHANGED' }))
      .thenRefused(FareRefused, { capMinor: 2470, totalMinor: 2471 }));
});
