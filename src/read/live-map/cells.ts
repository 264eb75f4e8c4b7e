import type { DispatchEvent, DispatchEventOf } from '../../shared/events/dispatch.events';
import type { Recorded } from '../../shared/events/event';
import type { TripEvent } from '../../shared/events/trip.events';
import type { Market } from '../../shared/events/trip.shapes';
import type { CellOnMap } from './live-map.document';

const MOST_OFFERS = 20;

export const cellKey = ({ cityId, cell }: Pick<Market, 'cityId' | 'cell'>) =>
  `cell/${cityId}/${cell}`;

const OPENS = ['TripRequested', 'TripActivated', 'DriverUnassigned', 'MatchingStarted'] as const;
const CLOSES = [
  ...(['DriverAssigned', 'TripUnfulfilled', 'TripCancelled', 'TripNoShow'] as const),
  ...(['TripAborted', 'TripCompleted'] as const),
];

type OfCell = Extract<
  TripEvent,
  { type: (typeof OPENS)[number] | (typeof CLOSES)[number] | 'TripCorrected' }
>;
type Told = Recorded<OfCell | DispatchEventOf<'OfferExtended'>>;

const opens: ReadonlySet<string> = new Set(OPENS);
const TELLING: ReadonlySet<string> = new Set([
  ...OPENS,
  ...CLOSES,
  ...['TripCorrected', 'OfferExtended'],
]);

export function isOfCell(event: Recorded<TripEvent | DispatchEvent>): event is Told {
  return TELLING.has(event.type);
}

export function asked(before: CellOnMap | undefined, event: Told): CellOnMap {
  const { cityId, cell, requestedAt } = event.data.market;
  const known = before ?? { kind: 'cell', cityId, cell, open: [], offers: [] };
  if (event.type === 'OfferExtended') {
    const { extendedAt: at, pickupEtaS } = event.data;
    return { ...known, offers: [...known.offers, { at, pickupEtaS }].slice(-MOST_OFFERS) };
  }
  const { tripId } = event.data;
  const others = known.open.filter((each) => each.tripId !== tripId);
  return { ...known, open: isOpenAfter(event) ? [...others, { tripId, requestedAt }] : others };
}

function isOpenAfter(event: OfCell): boolean {
  return event.type === 'TripCorrected' ? event.data.to === 'Requested' : opens.has(event.type);
}
