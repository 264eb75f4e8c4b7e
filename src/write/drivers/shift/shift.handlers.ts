import { ruleHandlers } from '../../rule-handlers';
import { GoOnline } from './domain/go-online';
import { RenewEligibility } from './domain/renew-eligibility';
import { shiftDecider, shiftRules } from './domain/shift.decider';
import { RefreshEligibilityHandler, StartShiftHandler } from './start-shift';
import { ShiftAnswer } from './shift.answer';

/** These two need to know of driver and car first. */
const WITH_FACTS = [GoOnline, RenewEligibility] as readonly unknown[];

export const shiftHandlers = [
  StartShiftHandler,
  RefreshEligibilityHandler,
  ...ruleHandlers(
    shiftRules.filter(({ command }) => !WITH_FACTS.includes(command)),
    shiftDecider,
    {
      idOf: ({ driverId }) => driverId,
      answer: (id, decision) => new ShiftAnswer(id, decision),
    },
  ),
];
