import { TripCommand, tripRule } from './trip.command';

/** The driver called or wrote to the rider, which a no-show has to be able to prove. */
export class AttemptContact extends TripCommand<{ readonly channel: 'call' | 'message' }> {
  readonly type = 'AttemptContact';
}

export const attemptContact = tripRule(AttemptContact, ['AtPickup'], ({ data, sent }, trip) => [
  {
    type: 'ContactAttempted',
    data: { tripId: trip.tripId, channel: data.channel, at: sent.occurredAt },
  },
]);
