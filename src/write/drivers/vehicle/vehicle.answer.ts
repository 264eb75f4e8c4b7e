import { ApiProperty } from '@nestjs/swagger';
import { AppendedEvent, CommandAnswer } from '../../command-answer';
import type { Decision } from '../../decision';
import type { Vehicle } from './domain/vehicle';

/** What a command made true of a vehicle. A repeat under the same key answers the same. */
export class VehicleAnswer extends CommandAnswer {
  @ApiProperty({ example: 'vehicle-0a1f' }) readonly vehicleId: string;
  @ApiProperty({ example: 'Approved' }) readonly status: string;
  /** Empty: it was true already. */
  @ApiProperty({ type: [AppendedEvent] }) readonly events: readonly AppendedEvent[];

  constructor(vehicleId: string, decision: Decision<Vehicle>) {
    super(decision);
    this.vehicleId = vehicleId;
    this.status = decision.state.status;
    this.events = decision.events;
  }
}
