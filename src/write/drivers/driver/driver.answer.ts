import { ApiProperty } from '@nestjs/swagger';
import { AppendedEvent, CommandAnswer } from '../../command-answer';
import type { Decision } from '../../decision';
import type { Driver } from './domain/driver';

/** What a command made true of a driver. A repeat under the same key answers the same. */
export class DriverAnswer extends CommandAnswer {
  @ApiProperty({ example: 'driver-0a1f' }) readonly driverId: string;
  @ApiProperty({ example: 'Active' }) readonly status: string;
  /** Empty: it was true already. */
  @ApiProperty({ type: [AppendedEvent] }) readonly events: readonly AppendedEvent[];

  constructor(driverId: string, decision: Decision<Driver>) {
    super(decision);
    this.driverId = driverId;
    this.status = decision.state.status;
    this.events = decision.events;
  }
}
