import * as the from '#test/driver.samples';
import { metadata } from '#test/log';
import { processesOn } from '#test/processes';
import { sentBy } from '#test/trip-command.samples';
import { useStores } from '#test/stores';
import { bob } from '#test/trip.samples';
import { until } from '#test/until';
import { VirtualClock } from '#test/virtual-clock';
import type { VehicleEvent } from '../../src/shared/events/vehicle.events';
import type { DriverId, VehicleId } from '../../src/shared/kernel/ids';
import { secondsAfter, type Instant } from '../../src/shared/kernel/time';
import { DecideAndAppend } from '../../src/write/decide-and-append';
import { AbandonStart } from '../../src/write/drivers/shift/domain/abandon-start';
import { GoOnline } from '../../src/write/drivers/shift/domain/go-online';
import { shiftDecider } from '../../src/write/drivers/shift/domain/shift.decider';
import { ShiftStartOvertaken } from '../../src/write/drivers/shift/domain/shift.errors';
import { whenVehicleHeldSeeTheShiftBegin } from '../../src/write/drivers/shift/domain/when-vehicle-held-see-the-shift-begin';
import { HoldVehicle, ReleaseVehicle } from '../../src/write/drivers/vehicle/domain/hold-vehicle';
import { vehicleDecider } from '../../src/write/drivers/vehicle/domain/vehicle.decider';
import { whenShiftEndedReleaseTheVehicle } from '../../src/write/drivers/vehicle/domain/when-shift-ended-release-the-vehicle';
import { startFacts } from '#test/shift.samples';

/** After the policies were introduced. */
const now = '2027-03-01T08:00:00.000Z';
const stores = useStores();
const policies = [whenVehicleHeldSeeTheShiftBegin, whenShiftEndedReleaseTheVehicle];
let clock: VirtualClock;
let processes: ReturnType<typeof processesOn>;
let round = 0;

/** Bob and his car, of this spec alone. */
let driverId: DriverId;
let vehicleId: VehicleId;

beforeEach(async () => {
  round += 1;
  driverId = `bob-${round}` as DriverId;
  vehicleId = `car-${round}` as VehicleId;
  clock = new VirtualClock(now);
  processes = processesOn({ store: stores().store, clock, policies, execute });
  await registered();
});
afterEach(() => processes.runner.beforeApplicationShutdown());

const at = () => new Date(clock.now()).toISOString();
let asked = 0;
const sent = (time: Instant = at()) => {
  const commandId = `command-${(asked += 1)}`;
  return { ...sentBy({ ...bob, id: driverId }, time), commandId };
};

function execute(command: object): Promise<unknown> {
  const door = new DecideAndAppend(stores().store);
  if (command instanceof AbandonStart) return door.execute(shiftDecider, command.driverId, command);
  if (command instanceof ReleaseVehicle) {
    return door.execute(vehicleDecider, command.vehicleId, command);
  }
  throw new Error(`Nobody takes ${command.constructor.name}`);
}

async function registered(): Promise<void> {
  const about = metadata({ schemaVersion: 1, subjectIds: [driverId] });
  const events = (the.approvedCar as readonly VehicleEvent[]).map(({ type, data }, index) => ({
    ...{ id: `00000000-0000-4000-8000-${String(round * 100 + index).padStart(12, '0')}`, type },
    data: { ...data, vehicleId, ownerId: driverId },
    metadata: about,
  }));
  await stores().store.append(`vehicle-${vehicleId}`, 'no stream', events);
}

const door = () => new DecideAndAppend(stores().store);
const hold = (shiftNo: number) =>
  door().execute(
    ...([vehicleDecider, vehicleId] as const),
    new HoldVehicle(vehicleId, { driverId, shiftNo }, sent()),
  );
const begin = (shiftNo: number) => {
  const facts = {
    ...startFacts,
    driver: { ...startFacts.driver, papersUntil: '2099-01-01T00:00:00.000Z' },
    car: { ...startFacts.car, vehicleId, inspectedUntil: '2099-01-01T00:00:00.000Z' },
  };
  const command = new GoOnline(driverId, { shiftNo, facts, forwardDispatch: false }, sent());
  return door().execute(shiftDecider, driverId, command);
};
const typesIn = async (stream: string) =>
  (await stores().store.readStream(stream)).events.map(({ type }) => type);
const ofCar = () => typesIn(`vehicle-${vehicleId}`);
const ofShift = () => typesIn(`shift-${driverId}`);
const timerIsSet = () =>
  until(
    () => typesIn(`process-${whenVehicleHeldSeeTheShiftBegin.name}-${driverId}.1`),
    (types) => types.includes('TimerSet'),
  );

/** Waits while the clock goes on, so that whoever just looked at it looks again. */
const comes = (look: () => Promise<readonly string[]>, type: string) =>
  until(
    () => {
      clock.turnTo(secondsAfter(at(), 1));
      return look();
    },
    (types) => types.includes(type),
  );

describe('a process that dies between taking the car and beginning the shift', () => {
  it('leaves a car that is given back, and a start that can come no more', async () => {
    await hold(1);
    processes.runner.onApplicationBootstrap();
    await timerIsSet();
    await comes(ofCar, 'VehicleReleased');
    expect(await ofShift()).toEqual(['ShiftStartAbandoned']);
    await expect(begin(1)).rejects.toThrow(ShiftStartOvertaken);
    await hold(2);
    await begin(2);
    expect(await ofShift()).toEqual(['ShiftStartAbandoned', 'ShiftStarted']);
  });

  it('leaves the car with a shift that did begin', async () => {
    await hold(1);
    await begin(1);
    processes.runner.onApplicationBootstrap();
    const process = `process-${whenVehicleHeldSeeTheShiftBegin.name}-${driverId}.1`;
    await comes(() => typesIn(process), 'TimerCleared');
    clock.turnTo(secondsAfter(at(), 3600));
    await processes.runner.beforeApplicationShutdown();
    expect(await ofCar()).not.toContain('VehicleReleased');
    expect(await ofShift()).toEqual(['ShiftStarted']);
  });
});
