import { ApiProperty } from '@nestjs/swagger';
import { AppendedEvent, CommandAnswer } from '../command-answer';
import type { Decision } from '../decision';
import type { Trip } from './domain/trip';

/** What a command made true of a trip. A repeat under the same key answers the same. */
export class TripAnswer extends CommandAnswer {
  @ApiProperty({ example: '4f0c2c7e-0d5b-5c39-8a55-6fb0f6f1a001' }) readonly tripId: string;
  @ApiProperty({ example: 'EnRoute' }) readonly status: string;
  /** Empty: it was true already. */
  @ApiProperty({ type: [AppendedEvent] }) readonly events: readonly AppendedEvent[];

  constructor(tripId: string, decision: Decision<Trip>) {
    super(decision);
    this.tripId = tripId;
    this.status = decision.state.status;
    this.events = decision.events;
  }
}
