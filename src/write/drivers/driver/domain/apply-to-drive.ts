import { DriverCommand, driverRule } from './driver.command';

export class ApplyToDrive extends DriverCommand<{
  readonly cityId: string;
  readonly name: string;
  readonly phone: string;
}> {
  readonly type = 'ApplyToDrive';
}

export const applyToDrive = driverRule(ApplyToDrive, ['Unknown'], ({ driverId, data, sent }) => [
  { type: 'DriverApplied', data: { driverId, at: sent.occurredAt, ...data } },
]);
