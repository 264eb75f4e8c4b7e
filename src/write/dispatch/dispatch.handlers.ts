import { ruleHandlers } from '../rule-handlers';
import { DispatchAnswer } from './dispatch.answer';
import { attemptKey } from './domain/dispatch.command';
import { dispatchDecider, dispatchRules } from './domain/dispatch.decider';

export const dispatchHandlers = ruleHandlers(dispatchRules, dispatchDecider, {
  idOf: ({ id }) => attemptKey(id),
  answer: (_, decision) => new DispatchAnswer(decision),
});
