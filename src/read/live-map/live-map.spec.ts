import { cellToLatLng, cellToParent } from 'h3-js';
import * as search from '#test/dispatch.samples';
import { projectionSpec } from '#test/projection-spec';
import * as the from '#test/shift.samples';
import * as trip from '#test/trip.samples';
import { drawn } from './drawn';
import type { DriverPosition } from './driver-positions';
import { liveMap } from './live-map';
import type { CellOnMap, DriverOnMap } from './live-map.document';

const { given } = projectionSpec(liveMap, trip.evesTrip);
const { at, market, tripId } = trip;

const bob: DriverOnMap = {
  ...{ kind: 'driver', driverId: the.bobId, cityId: 'nyc', shiftState: 'Available' },
  ...{ isReachable: true, pickup: null, place: null },
};
const driver = (change: Partial<DriverOnMap> = {}) => ({
  [`driver/${the.bobId}`]: { ...bob, ...change },
});
const here: CellOnMap = {
  ...{ kind: 'cell', cityId: 'nyc', cell: market.cell, open: [], offers: [] },
};
const open = { tripId, requestedAt: market.requestedAt };
const cell = (change: Partial<CellOnMap> = {}) => ({
  [`cell/nyc/${market.cell}`]: { ...here, ...change },
});
const pickup = { tripId, cell: market.cell };

describe('a driver on the map', () => {
  it('is there while at work', () => {
    given().when(the.started()).then(driver());
    given(the.started()).when(the.ended()).then({});
    given(the.started(), the.ended()).when(the.started()).then(driver());
    given().when(the.startAbandoned(), the.breakStarted()).then({});
  });

  it.each([
    [[the.reserved()], { shiftState: 'Reserved' }],
    [[the.reserved(), the.released()], {}],
    [[...the.enRoute.slice(1)], { shiftState: 'EnRoute' }],
    [[...the.driving.slice(1)], { shiftState: 'OnTrip' }],
    [[...the.driving.slice(1), the.freed()], {}],
    [[...the.driving.slice(1), the.freed({ nextTripId: the.second })], { shiftState: 'EnRoute' }],
    [[the.breakStarted()], { shiftState: 'OnBreak' }],
    [[the.breakStarted(), the.breakEnded()], {}],
    [[the.commsLost()], { isReachable: false }],
    [[the.commsLost(), the.commsRestored()], {}],
    [[the.renewed(), the.missed(), the.queued(), the.dropped(), the.endRequested()], {}],
  ] as const)('does what the shift says: %#', (events, change) =>
    given(the.started())
      .when(...events)
      .then(driver(change)),
  );

  it('is where an event said, until the passenger is brought elsewhere', () => {
    const arrived = [...the.enRoute, trip.assigned(), the.atPickup()];
    const place = { cell: market.cell, at: at('04:16:00') };
    given(...the.enRoute)
      .when(trip.assigned())
      .then({ ...driver({ shiftState: 'EnRoute', pickup }), ...cell() });
    given(...arrived)
      .when(the.onTrip())
      .then({ ...driver({ shiftState: 'OnTrip', pickup, place }), ...cell() });
    given(...arrived)
      .when(the.freed({ cause: 'cancelled' }))
      .then({ ...driver({ pickup, place }), ...cell() });
    given(...arrived, the.onTrip())
      .when(the.freed())
      .then({ ...driver({ pickup }), ...cell() });
  });

  it('is nobody when a trip is given to somebody without a shift', () =>
    given().when(trip.assigned()).then(cell()));
});

describe('a cell of the map', () => {
  it('has each request once until somebody drives to it, and again when they give it back', () => {
    given(trip.requested())
      .when(trip.matching())
      .then(cell({ open: [open] }));
    given(trip.requested(), trip.matching()).when(trip.assigned()).then(cell());
    given(trip.requested(), trip.assigned())
      .when(trip.unassigned(), trip.matching(2))
      .then(cell({ open: [open] }));
  });

  it('has a booking from the moment on at which it is due', () => {
    given().when(trip.scheduled()).then({});
    given(trip.scheduled())
      .when(trip.activated())
      .then(cell({ open: [open] }));
  });

  it.each([trip.unfulfilled(), trip.cancelled(), trip.noShow(), trip.aborted(), trip.corrected()])(
    'has it no longer when it is over: %#',
    (ending) => given(trip.requested()).when(ending).then(cell()),
  );

  it('has it again when a correction reopens it', () =>
    given(trip.requested(), trip.cancelled())
      .when(trip.corrected({ from: 'Cancelled', to: 'Requested' }))
      .then(cell({ open: [open] })));

  it('remembers how far the drivers of the last twenty offers were', () => {
    const offers = Array.from({ length: 21 }, (_, index) =>
      search.extended(`driver-${index}`, index),
    );
    const kept = offers.slice(1).map(({ data }) => ({ at: data.extendedAt, pickupEtaS: 240 }));
    given()
      .when(...offers)
      .then(cell({ offers: kept }));
  });
});

describe('the map that is drawn', () => {
  const position = (of: string, lat: number, lon: number): DriverPosition => ({
    ...{ _id: of, lat, lon, seenAt: at('04:12:00'), receivedAt: new Date(at('04:12:00')) },
  });
  const [lat, lon] = cellToLatLng(market.cell);
  const seen = new Map([[bob.driverId, position(bob.driverId, lat, lon)]]);
  const nobody = {
    ...{ available: 0, reserved: 0, enRoute: 0, onTrip: 0, onBreak: 0, unreachable: 0 },
  };
  const asked = { openRequests: 0, oldestRequestAt: null, meanPickupEtaS: null };

  it('puts drivers where they were heard last, and what is asked for beside them', () => {
    const offers = [
      { at: at('04:00:00'), pickupEtaS: 900 },
      { at: at('04:11:00'), pickupEtaS: 200 },
      { at: at('04:11:30'), pickupEtaS: 301 },
    ];
    const early = { tripId: 'trip-eve-1', requestedAt: at('04:10:00') };
    const map = drawn([bob, { ...here, open: [open, early], offers }], seen, 8, at('04:12:00'));
    expect(map).toMatchObject({
      unplaced: nobody,
      cells: [
        {
          ...{ ...nobody, cell: market.cell, available: 1, openRequests: 2 },
          ...{ oldestRequestAt: at('04:10:00'), meanPickupEtaS: 251 },
        },
      ],
    });
    expect(map.cells[0]?.lat).toBeCloseTo(lat, 4);
  });

  it('believes the later of a ping and an event', () => {
    const elsewhere = '882a1008d7fffff';
    const placed = (time: string) => [{ ...bob, place: { cell: elsewhere, at: at(time) } }];
    expect(drawn(placed('04:12:01'), seen, 8, at('04:13:00')).cells[0]?.cell).toBe(elsewhere);
    expect(drawn(placed('04:11:59'), seen, 8, at('04:13:00')).cells[0]?.cell).toBe(market.cell);
  });

  it('counts apart whom nobody has heard, nowhere and at all', () => {
    const silent = { ...bob, isReachable: false };
    expect(drawn([silent], new Map(), 8, at('04:12:00'))).toEqual({
      ...{ cells: [], unplaced: { ...nobody, unreachable: 1 } },
    });
    expect(drawn([silent, here], seen, 8, at('04:12:00')).cells).toMatchObject([
      { ...nobody, ...asked, unreachable: 1 },
    ]);
  });

  it('is coarser when it is asked for', () => {
    const busy = [bob, { ...bob, shiftState: 'AtPickup' } as const, { ...here, open: [open] }];
    expect(drawn(busy, seen, 7, at('04:12:00')).cells).toMatchObject([
      { cell: cellToParent(market.cell, 7), available: 1, enRoute: 1, openRequests: 1 },
    ]);
  });
});
