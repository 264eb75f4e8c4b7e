import type { Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DecideAndAppend } from '../decide-and-append';
import type { TripCommand } from './domain/trip.command';
import { tripDecider, tripRules } from './domain/trip.decider';
import { TripAnswer } from './trip.answer';

/** One handler for each rule of the transition table: all of them do the same. */
export const tripHandlers: Type<ICommandHandler>[] = tripRules.map(({ command, from }) => {
  const creates = from.includes('Unrequested');

  @CommandHandler(command)
  class TripHandler implements ICommandHandler<TripCommand, TripAnswer> {
    constructor(private readonly decideAndAppend: DecideAndAppend) {}

    async execute(sent: TripCommand): Promise<TripAnswer> {
      const { tripId } = sent;
      const decision = await this.decideAndAppend.execute(tripDecider, tripId, sent, { creates });
      return new TripAnswer(tripId, decision);
    }
  }

  return TripHandler;
});
