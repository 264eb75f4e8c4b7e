import * as the from '#test/driver.samples';
import { specFor } from '#test/spec-for';
import { bob, cleo, system } from '#test/trip.samples';
import { HoldVehicle, ReleaseVehicle, ShareVehicle, UnshareVehicle } from './hold-vehicle';
import { vehicleDecider } from './vehicle.decider';
import { VehicleInvalidTransition, VehicleNotYours, VehicleOnAnotherShift } from './vehicle.errors';

const { given } = specFor(vehicleDecider);
const today = the.day('03-01');
const hold = (driverId = the.bobId, shiftNo = 1) =>
  the.ofHisCar(HoldVehicle, { driverId, shiftNo }, bob, today);
const release = (shiftNo = 1) =>
  the.ofHisCar(
    ReleaseVehicle,
    { driverId: the.bobId, shiftNo, cause: 'shift-ended' },
    ...([system, today] as const),
  );
const share = (by: typeof bob | typeof cleo) =>
  the.ofHisCar(ShareVehicle, { driverId: the.cleoId }, by, today);
const unshare = the.ofHisCar(UnshareVehicle, { driverId: the.cleoId }, bob, today);

describe('holding a car for a shift', () => {
  it('takes it', () =>
    given(...the.approvedCar)
      .when(hold())
      .then(the.held()));
  it('takes it once', () =>
    given(...the.approvedCar, the.held())
      .when(hold())
      .thenNothing());
  it('refuses a second shift, of the same driver too', () => {
    given(...the.approvedCar, the.held(), the.shared())
      .when(hold(the.cleoId))
      .thenRefused(VehicleOnAnotherShift);
    given(...the.approvedCar, the.held())
      .when(hold(the.bobId, 2))
      .thenRefused(VehicleOnAnotherShift);
  });
  it('refuses a car that is not on the road', () =>
    given(...the.approvedCar, the.lapsed())
      .when(hold())
      .thenRefused(VehicleInvalidTransition));
  it('is for the owner, and for whom the owner lets', () => {
    given(...the.approvedCar)
      .when(hold(the.cleoId))
      .thenRefused(VehicleNotYours);
    given(...the.approvedCar, the.shared())
      .when(hold(the.cleoId))
      .then(the.held({ driverId: the.cleoId }));
    given(...the.approvedCar, the.shared(), the.unshared())
      .when(hold(the.cleoId))
      .thenRefused(VehicleNotYours);
  });
});

describe('giving a car back', () => {
  it('lets the next shift have it', () => {
    given(...the.approvedCar, the.held())
      .when(release())
      .then(the.released());
    given(...the.approvedCar, the.held(), the.released())
      .when(hold(the.bobId, 2))
      .then(the.held({ shiftNo: 2 }));
  });
  it('is nothing to a later shift', () =>
    given(...the.approvedCar, the.held({ shiftNo: 2 }))
      .when(release(1))
      .thenNothing());
  it('works off the road too', () =>
    given(...the.approvedCar, the.held(), the.retired())
      .when(release())
      .then(the.released()));
});

describe('sharing a car', () => {
  it('is the owner’s to do, once', () => {
    given(...the.approvedCar)
      .when(share(bob))
      .then(the.shared());
    given(...the.approvedCar, the.shared())
      .when(share(bob))
      .thenNothing();
    given(...the.approvedCar)
      .when(share(cleo))
      .thenRefused(VehicleNotYours);
  });
  it('is taken back, once', () => {
    given(...the.approvedCar, the.shared())
      .when(unshare)
      .then(the.unshared());
    given(...the.approvedCar)
      .when(unshare)
      .thenNothing();
  });
});
