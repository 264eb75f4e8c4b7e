import * as the from '#test/driver.samples';
import { specFor } from '#test/spec-for';
import { bob, cleo, olga, system } from '#test/trip.samples';
import {
  ApproveVehicle,
  InspectVehicle,
  LapseVehicle,
  NoteInspectionExpiry,
  RetireVehicle,
} from './inspect-vehicle';
import { RegisterVehicle } from './register-vehicle';
import { vehicleDecider } from './vehicle.decider';
import {
  InspectionOver,
  VehicleInvalidTransition,
  VehicleNotFound,
  VehicleNotYours,
} from './vehicle.errors';

const { given } = specFor(vehicleDecider);
const today = the.day('03-01');
const { at: _at, vehicleId: _id, ...asked } = the.registered().data;
const register = (by: typeof bob | typeof cleo) => the.ofHisCar(RegisterVehicle, asked, by, today);
const inspect = (data: InspectVehicle['data']) => the.ofHisCar(InspectVehicle, data, olga, today);
const passed = inspect({ passed: true, validUntil: the.validUntil });
const failed = inspect({ passed: false });
const approve = the.ofHisCar(ApproveVehicle, { tiers: ['economy', 'premium'] }, olga, today);
const look = (at: string) =>
  the.ofHisCar(NoteInspectionExpiry, { validUntil: the.validUntil }, system, at);
const fails = the.inspected({ passed: false, validUntil: null });
const holder = { driverId: the.bobId, shiftNo: 1 };

describe('a car', () => {
  it('is registered by its owner', () => given().when(register(bob)).then(the.registered()));
  it('is not registered for somebody else', () =>
    given().when(register(cleo)).thenRefused(VehicleNotYours));
  it('is registered once', () =>
    given(the.registered()).when(register(bob)).thenRefused(VehicleInvalidTransition));
  it('has to be there', () => given().when(passed).thenRefused(VehicleNotFound));
  it('is inspected', () => given(the.registered()).when(passed).then(the.inspected()));
  it('may fail', () => given(the.registered()).when(failed).then(fails));
  it('does not pass for a time that is over', () =>
    given(the.registered())
      .when(inspect({ passed: true, validUntil: today }))
      .thenRefused(InspectionOver));

  it('is approved after that', () => {
    given(the.registered(), the.inspected()).when(approve).then(the.approved());
    given(the.registered()).when(approve).thenRefused(VehicleInvalidTransition);
    given(the.registered(), fails).when(approve).thenRefused(VehicleInvalidTransition);
  });

  it('is not approved on an inspection that is over', () =>
    given(the.registered(), the.inspected({ validUntil: today }))
      .when(approve)
      .thenRefused(InspectionOver));

  it('stays approved when it passes the next one in time', () =>
    given(...the.approvedCar, the.inspected())
      .when(the.ofHisCar(LapseVehicle, {}, olga, today))
      .then(the.lapsed({ cause: 'ops' })));

  it('is off the road when it fails, with whom it was on shift', () =>
    given(...the.approvedCar, the.held())
      .when(failed)
      .then(fails, the.lapsed({ cause: 'inspection-failed', heldBy: holder })));

  it('comes back by the next inspection and approval', () => {
    given(...the.approvedCar, the.lapsed())
      .when(approve)
      .thenRefused(VehicleInvalidTransition);
    given(...the.approvedCar, the.lapsed(), the.inspected())
      .when(approve)
      .then(the.approved());
  });

  it('is retired for good', () => {
    const retire = the.ofHisCar(RetireVehicle, { reasonCode: 'SOLD' }, bob, today);
    given(...the.approvedCar)
      .when(retire)
      .then(the.retired());
    given(...the.approvedCar, the.retired())
      .when(passed)
      .thenRefused(VehicleInvalidTransition);
  });
});

describe('an inspection that runs out', () => {
  it('is told of once', () => {
    const soon = '2015-01-30T10:00:00.000Z';
    const told = the.inspectionExpiring({ at: soon });
    given(...the.approvedCar)
      .when(look(soon))
      .then(told);
    given(...the.approvedCar, told)
      .when(look(soon))
      .thenNothing();
  });
  it('takes the car off the road', () =>
    given(...the.approvedCar)
      .when(look(the.validUntil))
      .then(the.lapsed({ at: the.validUntil })));
  it('is forgotten when another was passed', () =>
    given(...the.approvedCar, the.inspected({ validUntil: '2016-03-01T10:00:00.000Z' }))
      .when(look(the.validUntil))
      .thenNothing());
});
