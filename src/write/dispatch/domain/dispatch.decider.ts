import type { DispatchEvent } from '../../../shared/events/dispatch.events';
import type { Decider } from '../../../shared/kernel/decider';
import { transitionTable } from '../../../shared/kernel/transition-table';
import {
  acceptOffer,
  confirmDelivery,
  declineOffer,
  expireOffer,
  revokeAcceptance,
} from './answer-offer';
import { unopened, type Attempt } from './attempt';
import { evolve } from './attempt.evolve';
import type { DispatchCommand, DispatchRule } from './dispatch.command';
import { DispatchInvalidTransition, DispatchNotFound } from './dispatch.errors';
import { exhaustDispatch, withdrawDispatch } from './end-dispatch';
import { extendOffers, holdDispatch } from './extend-offers';
import { openDispatch } from './open-dispatch';

/** The transition table: whatever is not in it is refused. */
export const dispatchRules: readonly DispatchRule[] = [
  ...[openDispatch, holdDispatch, extendOffers],
  ...[confirmDelivery, acceptOffer, declineOffer, expireOffer, revokeAcceptance],
  ...[exhaustDispatch, withdrawDispatch],
];

const table = transitionTable({
  rules: dispatchRules,
  initialState: unopened,
  notFound: DispatchNotFound,
  notAllowed: DispatchInvalidTransition,
});

/** One stream for each search: `dispatch-{tripId}-{attempt}`. */
export const dispatchDecider: Decider<DispatchCommand, Attempt, DispatchEvent> = {
  category: 'dispatch',
  initialState: unopened,
  evolve,
  decide: table.decide,
  about: (attempt) =>
    attempt.status === 'Unopened'
      ? { cityId: '', subjectIds: [] }
      : {
          cityId: attempt.market.cityId,
          subjectIds: [attempt.riderId, ...attempt.offers.map(({ driverId }) => driverId)],
        },
};
