import * as onboarding from '#test/driver.samples';
import { projectionSpec } from '#test/projection-spec';
import * as the from '#test/shift.samples';
import { at } from '#test/trip.samples';
import { driverShifts } from './driver-shifts';
import type { DriverShift } from './driver-shifts.document';

const { cleoId: driverId } = onboarding;
const { given } = projectionSpec(driverShifts, [
  the.started({ driverId }),
  the.committed({ driverId }),
  the.ended({ driverId }),
]);

const open = { phase: 'open', from: at('04:00:00') } as const;
const enRoute = { phase: 'enRoute', from: at('04:11:10') } as const;
const onTrip = { phase: 'onTrip', from: at('04:18:00') } as const;
const bobs: DriverShift = {
  ...{ driverId: the.bobId, shiftNo: 1, cityId: 'nyc', vehicleId: 'car-of-bob' },
  ...{ tiers: ['economy', 'premium'], startedAt: at('04:00:00'), endedAt: null, ended: null },
  ...{ spans: [open], trips: 0, distanceM: 0 },
};
const shift = (change: Partial<DriverShift> = {}) => ({ 'bob/1': { ...bobs, ...change } });

describe('a shift as it went', () => {
  it('begins open', () => given().when(the.started()).then(shift()));

  it('goes on while an offer is thought about', () =>
    given(the.started()).when(the.reserved(), the.released()).then(shift()));

  it('is on the way until the passenger is in', () =>
    given(...the.enRoute)
      .when(the.atPickup(), the.onTrip())
      .then(shift({ spans: [open, enRoute, onTrip] })));

  it('counts a ride once it is over, and is open again', () =>
    given(...the.driving)
      .when(the.freed())
      .then(
        shift({
          spans: [open, enRoute, onTrip, { phase: 'open', from: at('04:35:00') }],
          ...{ trips: 1, distanceM: 4200 },
        }),
      ));

  it('is on the way at once when the next trip waits', () =>
    given(...the.driving, the.queued())
      .when(the.freed({ nextTripId: the.second }))
      .then(
        shift({
          spans: [open, enRoute, onTrip, { phase: 'enRoute', from: at('04:35:00') }],
          ...{ trips: 1, distanceM: 4200 },
        }),
      ));

  it('counts no trip that came to nothing', () =>
    given(...the.enRoute)
      .when(the.freed({ cause: 'cancelled', distanceM: 0 }))
      .then(shift({ spans: [open, enRoute, { phase: 'open', from: at('04:35:00') }] })));

  it('rests and goes on', () =>
    given(the.started())
      .when(the.breakStarted(), the.breakEnded())
      .then(
        shift({
          spans: [
            ...[open, { phase: 'onBreak' as const, from: at('05:00:00') }],
            { phase: 'open', from: at('05:30:00') },
          ],
        }),
      ));

  it('ends, and says by whom', () =>
    given(the.started())
      .when(the.ended())
      .then(shift({ endedAt: at('06:00:00'), ended: { by: 'driver', cause: 'wanted' } })));

  it('is none when it never began', () => given().when(the.startAbandoned()).then({}));
});
