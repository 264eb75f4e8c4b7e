import { minorUnits, shape, type Data, type OldTrip } from './trip.history';
import { downcaster, upcaster } from './upcast';

interface FareFinalisedV1 extends OldTrip {
  amount: number;
}

interface FareFinalisedV2 extends OldTrip {
  amountMinor: number;
  currency: string;
}

/** Every city that wrote floats charged in US dollars. */
const fareFinalisedV1 = upcaster<FareFinalisedV1>(
  shape('FareFinalised', 1),
  [shape('FareFinalised', 2)],
  ({ amount, ...rest }) => [
    { ...rest, amountMinor: minorUnits(amount), currency: 'USD' } satisfies FareFinalisedV2,
  ],
);

const fareFinalisedV2 = upcaster<FareFinalisedV2>(
  shape('FareFinalised', 2),
  [shape('FareFinalised', 3)],
  ({ tripId, market, amountMinor, currency }) => [
    {
      tripId,
      market,
      lines: [{ code: 'trip', amountMinor }],
      totalMinor: amountMinor,
      currency,
      reasonCode: 'LEGACY',
      quotedMinor: null,
    } satisfies Data<'FareFinalised'>,
  ],
);

interface TripEndedV1 extends OldTrip {
  endedAt: string;
  endedBy: Data<'TripCompleted'>['endedBy'];
  distanceM: number;
  durationS: number;
  waitS: number;
}

/** An ended trip is not always a completed one: the name said too little. */
const tripEndedV1 = upcaster<TripEndedV1>(
  shape('TripEnded', 1),
  [shape('TripCompleted', 1)],
  ({ tripId, market, waitS, ...old }) => [
    {
      tripId,
      market,
      completedAt: old.endedAt,
      endedBy: old.endedBy,
      actualDistanceM: old.distanceM,
      actualDurationS: old.durationS,
      waitS,
      tolls: [],
      skippedStops: [],
      routeDigest: null,
      gpsQuality: 'good',
    } satisfies Data<'TripCompleted'>,
  ],
);

interface RiderPickedUpV1 extends OldTrip {
  arrivedAt: string;
  pickedUpAt: string;
}

/** One button used to mean both "I am here" and "we are off". */
const riderPickedUpV1 = upcaster<RiderPickedUpV1>(
  shape('RiderPickedUp', 1),
  [shape('DriverArrived', 1), shape('TripStarted', 1)],
  ({ tripId, market, arrivedAt, pickedUpAt }) => [
    {
      tripId,
      market,
      at: arrivedAt,
      distanceM: null,
      method: 'manual',
    } satisfies Data<'DriverArrived'>,
    {
      tripId,
      market,
      arrivedAt,
      startedAt: pickedUpAt,
      checkedBy: 'pin',
      location: null,
      odometerM: null,
    } satisfies Data<'TripStarted'>,
  ],
);

export const tripRideUpcasters = [
  riderPickedUpV1,
  tripEndedV1,
  fareFinalisedV1,
  fareFinalisedV2,
] as const;

/** For those who book a fare by its amount alone; the lines that make it up are lost on them. */
export const tripRideDowncasters = [
  downcaster<Data<'FareFinalised'>>(
    shape('FareFinalised', 3),
    ({ tripId, market, totalMinor: amountMinor, currency }) =>
      ({ tripId, market, amountMinor, currency }) satisfies FareFinalisedV2,
  ),
] as const;
