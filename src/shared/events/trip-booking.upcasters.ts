import type { RiderId } from '../kernel/ids';
import { minorUnits, shape, type Data, type OldTrip } from './trip.history';
import { upcaster } from './upcast';

/** How a place was written down before it had a reference. */
interface WrittenPlace {
  text: string;
  lat: number;
  lon: number;
}

interface TripRequestedV1 extends OldTrip {
  riderId: RiderId;
  riderName: string;
  pickup: WrittenPlace;
  drop: WrittenPlace;
  quotedAmount: number;
  payBy: 'card' | 'cash';
  pin: string;
}

interface TripRequestedV2 extends Omit<TripRequestedV1, 'pickup' | 'drop'> {
  stops: WrittenPlace[];
}

/** One drop-off became a list of stops. */
const tripRequestedV1 = upcaster<TripRequestedV1>(
  shape('TripRequested', 1),
  [shape('TripRequested', 2)],
  ({ pickup, drop, ...rest }) => [{ ...rest, stops: [pickup, drop] } satisfies TripRequestedV2],
);

/** Addresses became place references, the rider's name moved out of the log, the quote became minor units. */
const tripRequestedV2 = upcaster<TripRequestedV2>(
  shape('TripRequested', 2),
  [shape('TripRequested', 3)],
  (old) => [
    {
      tripId: old.tripId,
      market: old.market,
      riderId: old.riderId,
      stops: old.stops.map(({ lat, lon }) => ({ placeRef: `geo:${lat},${lon}`, lat, lon })),
      quote: {
        quoteId: `unrecorded-${old.tripId}`,
        totalMinor: minorUnits(old.quotedAmount),
        currency: 'USD',
      },
      paymentMethod: old.payBy,
      boardingPin: old.pin,
    } satisfies Omit<Data<'TripRequested'>, 'needs'>,
  ],
);

interface TripCancelledV1 extends OldTrip {
  cancelledBy: 'rider' | 'driver' | 'ops';
  reason: string;
  stage: Data<'TripCancelled'>['stage'];
}

export const REASONS_IN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/wait|long|late|slow/i, 'WAIT_TOO_LONG'],
  [/plan|chang|mind/i, 'PLANS_CHANGED'],
  [/price|expensive|cost/i, 'PRICE'],
  [/address|pickup|location/i, 'WRONG_PICKUP'],
  [/vehicle|car|breakdown/i, 'VEHICLE_PROBLEM'],
];

/** Free words became a code; who was at fault had not been asked. */
const tripCancelledV1 = upcaster<TripCancelledV1>(
  shape('TripCancelled', 1),
  [shape('TripCancelled', 2)],
  ({ tripId, market, stage, cancelledBy, reason }) => [
    {
      tripId,
      market,
      stage,
      by: cancelledBy === 'driver' ? 'provider' : cancelledBy,
      reasonCode: REASONS_IN_WORDS.find(([words]) => words.test(reason))?.[1] ?? 'OTHER',
      fault: 'unknown',
      ruleName: null,
      policyRowId: null,
      fee: null,
    } satisfies Data<'TripCancelled'>,
  ],
);

export const tripBookingUpcasters = [tripRequestedV1, tripRequestedV2, tripCancelledV1] as const;
