import type { TripEventOf } from '../../../shared/events/trip.events';
import { factsOf } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { FareAlreadyFinal, FareRefused, FareUnbalanced } from './trip-closing.errors';

/** No fare grows past its quote by more, unless the way changed or operations set the price. */
const CAP = 1.3;

type Fare = Pick<TripEventOf<'FareFinalised'>['data'], 'lines' | 'totalMinor' | 'currency'>;

export class FinaliseFare extends TripCommand<
  Fare & {
    readonly reasonCode: Exclude<TripEventOf<'FareFinalised'>['data']['reasonCode'], 'LEGACY'>;
  }
> {
  readonly type = 'FinaliseFare';
}

export const finaliseFare = tripRule(FinaliseFare, ['Completed', 'Aborted'], ({ data }, trip) => {
  const { lines, totalMinor, currency, reasonCode } = data;
  if (trip.fare) throw new FareAlreadyFinal();
  if (currency !== trip.quote.currency) throw new FareRefused('The quote was in another currency');
  const sumMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (sumMinor !== totalMinor) throw new FareUnbalanced(sumMinor, totalMinor);
  const quotedMinor = trip.quote.totalMinor;
  const capMinor = Math.floor(quotedMinor * CAP);
  const uncapped = reasonCode === 'OPS_SET' || trip.itineraryVersion > 1;
  if (totalMinor > capMinor && !uncapped) {
    throw new FareRefused('Above the cap of the quote', { capMinor, totalMinor });
  }
  return [
    {
      type: 'FareFinalised',
      data: { ...factsOf(trip), lines, totalMinor, currency, reasonCode, quotedMinor },
    },
  ];
});
