import type { DispatchEvent } from '../../../shared/events/dispatch.events';
import type { Decider } from '../../../shared/kernel/decider';
import {
  acceptOffer,
  confirmDelivery,
  declineOffer,
  expireOffer,
  revokeAcceptance,
} from './answer-offer';
import { unopened, type Attempt, type AttemptStatus } from './attempt';
import { evolve } from './attempt.evolve';
import type { DispatchCommand, DispatchRule } from './dispatch.command';
import { DispatchInvalidTransition, DispatchNotFound } from './dispatch.errors';
import { exhaustDispatch, withdrawDispatch } from './end-dispatch';
import { extendOffers, holdDispatch } from './extend-offers';
import { openDispatch } from './open-dispatch';

/** The transition table: whatever is not in it is refused. */
const dispatchRules: readonly DispatchRule[] = [
  ...[openDispatch, holdDispatch, extendOffers],
  ...[confirmDelivery, acceptOffer, declineOffer, expireOffer, revokeAcceptance],
  ...[exhaustDispatch, withdrawDispatch],
];

/** One stream for each search: `dispatch-{tripId}-{attempt}`. */
export const dispatchDecider: Decider<DispatchCommand, Attempt, DispatchEvent> = {
  category: 'dispatch',
  initialState: unopened,
  evolve,
  decide,
  about: (attempt) =>
    attempt.status === 'Unopened'
      ? { cityId: '', subjectIds: [] }
      : {
          cityId: attempt.market.cityId,
          subjectIds: [attempt.riderId, ...attempt.offers.map(({ driverId }) => driverId)],
        },
};

function decide(command: DispatchCommand, attempt: Attempt): readonly DispatchEvent[] {
  const rule = dispatchRules.find((each) => command instanceof each.command);
  if (!rule?.from.includes(attempt.status)) throw refusal(command, attempt.status);
  return rule.decide(command as never, attempt as never);
}

function refusal(command: DispatchCommand, status: AttemptStatus): Error {
  return status === 'Unopened'
    ? new DispatchNotFound()
    : new DispatchInvalidTransition(command.type, status, commandsAllowedIn(status));
}

function commandsAllowedIn(status: AttemptStatus): readonly string[] {
  return dispatchRules
    .filter(({ from }) => from.includes(status))
    .map(({ command }) => command.name);
}
