import { ruleHandlers } from '../../rule-handlers';
import { driverDecider, driverRules } from './domain/driver.decider';
import { DriverAnswer } from './driver.answer';

export const driverHandlers = ruleHandlers(driverRules, driverDecider, {
  idOf: ({ driverId }) => driverId,
  answer: (id, decision) => new DriverAnswer(id, decision),
});
