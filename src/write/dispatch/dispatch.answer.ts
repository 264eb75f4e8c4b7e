import { ApiProperty } from '@nestjs/swagger';
import { AppendedEvent, CommandAnswer } from '../command-answer';
import type { Decision } from '../decision';
import type { Attempt } from './domain/attempt';

/** What a command made true of a search. A repeat under the same key answers the same. */
export class DispatchAnswer extends CommandAnswer {
  @ApiProperty({ example: '4f0c2c7e-0d5b-5c39-8a55-6fb0f6f1a001' }) readonly tripId: string;
  /** The how-manieth search of this trip. */
  @ApiProperty({ example: 1 }) readonly attempt: number;
  /** Of the search. */
  @ApiProperty({ example: 'Accepted' }) readonly status: string;
  /** Empty: it was true already. */
  @ApiProperty({ type: [AppendedEvent] }) readonly events: readonly AppendedEvent[];

  constructor(decision: Decision<Attempt>) {
    super(decision);
    const { state, events } = decision;
    this.tripId = state.status === 'Unopened' ? '' : state.tripId;
    this.attempt = state.status === 'Unopened' ? 0 : state.attempt;
    this.status = state.status;
    this.events = events;
  }
}
