import { ApiProperty } from '@nestjs/swagger';
import { AppendedEvent, CommandAnswer } from '../../command-answer';
import type { Decision } from '../../decision';
import { shownStatus, type Shift } from './domain/shift';

/** What a command made true of a driver's shift. A repeat under the same key answers the same. */
export class ShiftAnswer extends CommandAnswer {
  @ApiProperty({ example: 'driver-0a1f' }) readonly driverId: string;
  @ApiProperty({ example: 'Available' }) readonly status: string;
  /** Of the shift that goes on, or of the last one. */
  @ApiProperty({ example: 3 }) readonly shiftNo: number;
  /** Empty: it was true already. */
  @ApiProperty({ type: [AppendedEvent] }) readonly events: readonly AppendedEvent[];

  constructor(driverId: string, decision: Decision<Shift>) {
    super(decision);
    const { state, events } = decision;
    this.driverId = driverId;
    this.status = shownStatus(state);
    this.shiftNo = state.status === 'Unknown' ? 0 : state.lastShiftNo;
    this.events = events;
  }
}
