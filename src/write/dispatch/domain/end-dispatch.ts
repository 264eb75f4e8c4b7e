import type { DispatchEvent } from '../../../shared/events/dispatch.events';
import { withdrawn } from './answer-offer';
import { factsOf, liveOffers, type OpenedAttempt } from './attempt';
import { CASCADE, isOver } from './cascade';
import { DispatchCommand, dispatchRule } from './dispatch.command';
import { NotExhausted } from './dispatch.errors';

/** Nobody was found, and nobody more will be asked. Offers that are still open are taken back with it. */
export class ExhaustDispatch extends DispatchCommand {
  readonly type = 'ExhaustDispatch';
}

const SEARCHING = ['Open', 'Offering'] as const;

export const exhaustDispatch = dispatchRule(ExhaustDispatch, SEARCHING, ({ sent }, attempt) => {
  const { offers, drivers, status } = attempt;
  const usedUp = offers.length >= CASCADE.mostOffers && status === 'Open';
  if (!usedUp && !isOver(attempt, sent.occurredAt)) throw new NotExhausted();
  const reason = offers.length === 0 ? 'NO_SUPPLY' : 'NO_ACCEPT';
  return [
    ...withdrawnWithIt(attempt),
    {
      type: 'DispatchExhausted',
      data: { ...factsOf(attempt), reason, offers: offers.length, drivers },
    },
  ];
});

/** The trip needs no driver any more. From here on no acceptance counts; one before it is for the trip to refuse. */
export class WithdrawDispatch extends DispatchCommand<{ readonly why: string }> {
  readonly type = 'WithdrawDispatch';
}

const UNLESS_OVER = ['Open', 'Offering', 'Accepted', 'Exhausted', 'Withdrawn'] as const;

export const withdrawDispatch = dispatchRule(WithdrawDispatch, UNLESS_OVER, ({ data }, attempt) => {
  if (attempt.status === 'Withdrawn' || attempt.status === 'Exhausted') return [];
  const { why } = data;
  return [
    ...withdrawnWithIt(attempt),
    { type: 'DispatchWithdrawn', data: { ...factsOf(attempt), why } },
  ];
});

function withdrawnWithIt(attempt: OpenedAttempt): DispatchEvent[] {
  return liveOffers(attempt).map((offer) => withdrawn(attempt, offer, 'ATTEMPT_OVER'));
}
