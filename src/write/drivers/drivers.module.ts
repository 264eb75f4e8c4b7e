import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DriverStandingController } from './driver/driver-standing.controller';
import { DriverController } from './driver/driver.controller';
import { driverHandlers } from './driver/driver.handlers';
import { ShiftLockController } from './shift/shift-lock.controller';
import { ShiftController } from './shift/shift.controller';
import { shiftHandlers } from './shift/shift.handlers';
import { StartFactsReader } from './shift/start-facts';
import { StreamStates } from './stream-states';
import { VehicleController } from './vehicle/vehicle.controller';
import { vehicleHandlers } from './vehicle/vehicle.handlers';
import { zoneQueueHandlers } from './zone-queue/zone-queue.handlers';

/** What can be asked of drivers, their cars and their shifts, by whomever: HTTP or a policy. */
@Module({
  imports: [CqrsModule],
  providers: [
    ...[StreamStates, StartFactsReader],
    ...[...driverHandlers, ...vehicleHandlers, ...shiftHandlers, ...zoneQueueHandlers],
  ],
  exports: [CqrsModule],
})
export class DriverCommandsModule {}

@Module({
  imports: [DriverCommandsModule],
  controllers: [
    DriverController,
    DriverStandingController,
    VehicleController,
    ShiftController,
    ShiftLockController,
  ],
})
export class DriversModule {}
