import { ruleHandlers } from '../rule-handlers';
import { tripDecider, tripRules } from './domain/trip.decider';
import { TripAnswer } from './trip.answer';

export const tripHandlers = ruleHandlers(tripRules, tripDecider, {
  idOf: ({ tripId }) => tripId,
  answer: (id, decision) => new TripAnswer(id, decision),
});
