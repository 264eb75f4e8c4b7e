import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v5 as uuid } from 'uuid';
import type { DriverId, VehicleId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import { DecideAndAppend } from '../../decide-and-append';
import { HoldVehicle } from '../vehicle/domain/hold-vehicle';
import { vehicleDecider } from '../vehicle/domain/vehicle.decider';
import { GoOnline } from './domain/go-online';
import { RefreshEligibility, RenewEligibility } from './domain/renew-eligibility';
import { shiftDecider } from './domain/shift.decider';
import { ShiftAnswer } from './shift.answer';
import { eligibleUntilOf, StartFactsReader } from './start-facts';

const HOLD_IDS = '6e0d3c4e-5a1b-5f6e-9a53-5e3b7a0c9d21';

/** A driver wants to begin with this car. */
export class StartShift {
  constructor(
    readonly driverId: DriverId,
    readonly data: {
      readonly vehicleId: VehicleId;
      readonly forwardDispatch: boolean;
      readonly odometerM?: number;
    },
    readonly sent: Sent,
  ) {}
}

/**
 * Takes the car, then begins the shift with the number under which the car was taken. Dying in between leaves a car that
 * is held for nothing: a timer gives it back once the shift's own stream says that this shift will not begin any more.
 */
@CommandHandler(StartShift)
export class StartShiftHandler implements ICommandHandler<StartShift, ShiftAnswer> {
  constructor(
    private readonly decideAndAppend: DecideAndAppend,
    private readonly facts: StartFactsReader,
  ) {}

  async execute({ driverId, data, sent }: StartShift): Promise<ShiftAnswer> {
    const { vehicleId, ...wishes } = data;
    const { shift, isDone } = await this.facts.shiftOf(driverId, sent.commandId);
    const shiftNo = shift.status === 'Unknown' ? 1 : shift.lastShiftNo + 1;
    const facts = await this.facts.of(driverId, vehicleId, sent);
    const command = new GoOnline(driverId, { ...wishes, shiftNo, facts }, sent);
    if (!isDone) {
      // What the rule refuses takes nobody's car.
      shiftDecider.decide(command, shift);
      await this.hold(vehicleId, { driverId, shiftNo }, sent);
    }
    const decision = await this.decideAndAppend.execute(shiftDecider, driverId, command, {
      creates: shiftNo === 1,
    });
    return new ShiftAnswer(driverId, decision);
  }

  private async hold(vehicleId: VehicleId, shift: HoldVehicle['data'], sent: Sent): Promise<void> {
    const { expectedRevision: _ofTheShift, ...rest } = sent;
    const named = [sent.commandId, vehicleId, shift.driverId, shift.shiftNo].join('/');
    const command = new HoldVehicle(vehicleId, shift, {
      ...rest,
      commandId: uuid(named, HOLD_IDS),
    });
    await this.decideAndAppend.execute(vehicleDecider, vehicleId, command);
  }
}

/** Looks again until when driver and car may work, while they do. */
@CommandHandler(RefreshEligibility)
export class RefreshEligibilityHandler implements ICommandHandler<RefreshEligibility, ShiftAnswer> {
  constructor(
    private readonly decideAndAppend: DecideAndAppend,
    private readonly facts: StartFactsReader,
  ) {}

  async execute({ driverId, sent }: RefreshEligibility): Promise<ShiftAnswer> {
    const { shift } = await this.facts.shiftOf(driverId, sent.commandId);
    const started = 'started' in shift ? shift.started : undefined;
    const eligibleUntil = started
      ? eligibleUntilOf(await this.facts.of(driverId, started.vehicleId, sent))
      : null;
    const command = new RenewEligibility(
      driverId,
      { eligibleUntil: eligibleUntil ?? sent.occurredAt },
      sent,
    );
    return new ShiftAnswer(
      driverId,
      await this.decideAndAppend.execute(shiftDecider, driverId, command),
    );
  }
}
