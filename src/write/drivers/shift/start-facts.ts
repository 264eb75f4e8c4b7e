import { Injectable } from '@nestjs/common';
import type { DriverId, VehicleId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import type { Instant } from '../../../shared/kernel/time';
import { blockedTiersAt, papersUntil, type Driver } from '../driver/domain/driver';
import { driverDecider } from '../driver/domain/driver.decider';
import { StreamStates } from '../stream-states';
import type { Vehicle } from '../vehicle/domain/vehicle';
import { vehicleDecider } from '../vehicle/domain/vehicle.decider';
import type { StartFacts } from './domain/go-online';
import type { Shift } from './domain/shift';
import { shiftDecider } from './domain/shift.decider';

/** Reads what a shift has to know of its driver and its car, from their own streams. */
@Injectable()
export class StartFactsReader {
  constructor(private readonly states: StreamStates) {}

  async shiftOf(
    driverId: DriverId,
    commandId: string,
  ): Promise<{ readonly shift: Shift; readonly isDone: boolean }> {
    const { state: shift, isDone } = await this.states.read(shiftDecider, driverId, commandId);
    return { shift, isDone };
  }

  async of(driverId: DriverId, vehicleId: VehicleId, sent: Sent): Promise<StartFacts> {
    const [{ state: driver }, { state: vehicle }] = await Promise.all([
      this.states.read(driverDecider, driverId, sent.commandId),
      this.states.read(vehicleDecider, vehicleId, sent.commandId),
    ]);
    return {
      cityId: driver.status === 'Unknown' ? '' : driver.cityId,
      driver: driverFacts(driver, sent.occurredAt),
      car: { vehicleId, ...carFacts(vehicle) },
    };
  }
}

/** When the first paper of either runs out; null while one is missing. */
export function eligibleUntilOf({ driver, car }: StartFacts): Instant | null {
  const [a, b] = [driver.papersUntil, car.inspectedUntil];
  if (a === null || b === null) return null;
  return a < b ? a : b;
}

function driverFacts(driver: Driver, at: Instant): StartFacts['driver'] {
  if (driver.status === 'Unknown') return { isActive: false, papersUntil: null, blockedTiers: [] };
  return {
    isActive: driver.status === 'Active',
    papersUntil: papersUntil(driver),
    blockedTiers: blockedTiersAt(driver, at),
  };
}

const NOTHING = { seats: 0, wheelchair: false, childSeat: false };

function carFacts(vehicle: Vehicle): Omit<StartFacts['car'], 'vehicleId'> {
  if (vehicle.status === 'Unknown') {
    return { isApproved: false, inspectedUntil: null, tiers: [], ...NOTHING };
  }
  const { status, inspectedUntil, tiers, seats, wheelchair, childSeat } = vehicle;
  const isApproved = status === 'Approved';
  return { isApproved, inspectedUntil, tiers, seats, wheelchair, childSeat };
}
