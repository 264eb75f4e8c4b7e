import { Type, type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import fc from 'fast-check';
import { history } from './history';
import { tripEvents } from './trip.events';

const chain = history;
const lift = (type: string, version: number, data: object) =>
  chain.lift({ type, version, data }).map((event) => ({ type: event.type, data: event.data }));

const market = {
  cityId: 'nyc',
  zoneId: 140,
  cell: '882a100893fffff',
  product: 'economy',
  requestedAt: '2014-04-01T04:11:00.000Z',
};
const trip = { tripId: 'trip-1', market };
const lenoxHill = { text: 'E 72nd St & York Ave', lat: 40.769, lon: -73.9549 };
const eastVillage = { text: 'E 9th St & 3rd Ave', lat: 40.7316, lon: -73.9873 };
const booked = {
  ...{ ...trip, riderId: 'rider-ada', riderName: 'Ada Moreno' },
  ...{ quotedAmount: 19.4, payBy: 'card', pin: '4711' },
};

describe('a trip requested long ago', () => {
  const asToday = {
    type: 'TripRequested',
    data: {
      ...{ ...trip, riderId: 'rider-ada', paymentMethod: 'card', boardingPin: '4711' },
      stops: [
        { placeRef: 'geo:40.769,-73.9549', lat: 40.769, lon: -73.9549 },
        { placeRef: 'geo:40.7316,-73.9873', lat: 40.7316, lon: -73.9873 },
      ],
      quote: { quoteId: 'unrecorded-trip-1', totalMinor: 1940, currency: 'USD' },
      needs: { seats: 1, wheelchair: false, childSeat: false },
    },
  };

  it('has two stops instead of one drop-off, no address and no name of the rider', () => {
    const v1 = { ...booked, pickup: lenoxHill, drop: eastVillage };
    expect(lift('TripRequested', 1, v1)).toEqual([asToday]);
  });

  it('keeps all its stops', () => {
    const v2 = { ...booked, stops: [lenoxHill, lenoxHill, eastVillage] };
    const { data } = asToday;
    const [pickup, drop] = data.stops;
    expect(lift('TripRequested', 2, v2)).toEqual([
      { ...asToday, data: { ...data, stops: [pickup, pickup, drop] } },
    ]);
  });
});

describe('a trip cancelled long ago', () => {
  const cancelled = (reason: string, cancelledBy = 'rider') =>
    lift('TripCancelled', 1, { ...trip, cancelledBy, reason, stage: 'en-route' });

  it.each([
    ['waited too long', 'WAIT_TOO_LONG'],
    ['Driver was VERY late', 'WAIT_TOO_LONG'],
    ['changed my mind', 'PLANS_CHANGED'],
    ['too expensive', 'PRICE'],
    ['wrong address', 'WRONG_PICKUP'],
    ['Car broke down', 'VEHICLE_PROBLEM'],
    ['', 'OTHER'],
    ['dog', 'OTHER'],
  ])('"%s" has the code %s', (reason, reasonCode) =>
    expect(cancelled(reason)).toEqual([
      {
        type: 'TripCancelled',
        data: {
          ...{ ...trip, by: 'rider', reasonCode, stage: 'en-route', fault: 'unknown' },
          ...{ ruleName: null, policyRowId: null, fee: null },
        },
      },
    ]),
  );

  it.each([
    ['rider', 'rider'],
    ['driver', 'provider'],
    ['ops', 'ops'],
  ])('by the %s counts as by the %s', (cancelledBy, by) =>
    expect(cancelled('', cancelledBy)).toMatchObject([{ data: { by } }]),
  );

  it('lifts whatever words were written, to a valid event', () => {
    const schemas = new Map<string, TSchema>(tripEvents.map(({ type, schema }) => [type, schema]));
    const valid = TypeCompiler.Compile(schemas.get('TripCancelled') ?? Type.Never());
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (reason) => {
        expect(cancelled(reason).every(({ data }) => valid.Check(data))).toBe(true);
      }),
    );
  });
});

describe('a fare finalised long ago', () => {
  it('is one line in minor units', () =>
    expect(lift('FareFinalised', 1, { ...trip, amount: 19.4 })).toEqual([
      {
        type: 'FareFinalised',
        data: {
          ...{ ...trip, lines: [{ code: 'trip', amountMinor: 1940 }], totalMinor: 1940 },
          ...{ currency: 'USD', reasonCode: 'LEGACY', quotedMinor: null },
        },
      },
    ]));

  it('keeps the currency that it was charged in', () =>
    expect(lift('FareFinalised', 2, { ...trip, amountMinor: 1500, currency: 'EUR' })).toMatchObject(
      [{ data: { totalMinor: 1500, currency: 'EUR' } }],
    ));

  it('loses no cent to the float that it was', () =>
    fc.assert(
      fc.property(fc.nat(10_000_000), (cents) => {
        const [fare] = lift('FareFinalised', 1, { ...trip, amount: cents / 100 });
        expect(fare).toMatchObject({ data: { totalMinor: cents } });
      }),
    ));
});

describe('a ride of long ago', () => {
  it('that ended is a trip completed', () => {
    const at = '2014-04-01T04:35:00.000Z';
    const ended = { endedAt: at, endedBy: 'driver', distanceM: 6210, durationS: 1020, waitS: 120 };
    expect(lift('TripEnded', 1, { ...trip, ...ended })).toEqual([
      {
        type: 'TripCompleted',
        data: {
          ...{ ...trip, completedAt: at, endedBy: 'driver', waitS: 120 },
          ...{ actualDistanceM: 6210, actualDurationS: 1020, gpsQuality: 'good' },
          ...{ tolls: [], skippedStops: [], routeDigest: null },
        },
      },
    ]);
  });

  it('whose rider was picked up is an arrival first and a start second', () => {
    const arrivedAt = '2014-04-01T04:16:00.000Z';
    const pickedUpAt = '2014-04-01T04:18:00.000Z';
    expect(lift('RiderPickedUp', 1, { ...trip, arrivedAt, pickedUpAt })).toEqual([
      {
        type: 'DriverArrived',
        data: { ...trip, at: arrivedAt, distanceM: null, method: 'manual' },
      },
      {
        type: 'TripStarted',
        data: {
          ...{ ...trip, arrivedAt, startedAt: pickedUpAt, checkedBy: 'pin' },
          ...{ location: null, odometerM: null },
        },
      },
    ]);
  });
});
