import { ruleHandlers } from '../../rule-handlers';
import { vehicleDecider, vehicleRules } from './domain/vehicle.decider';
import { VehicleAnswer } from './vehicle.answer';

export const vehicleHandlers = ruleHandlers(vehicleRules, vehicleDecider, {
  idOf: ({ vehicleId }) => vehicleId,
  answer: (id, decision) => new VehicleAnswer(id, decision),
});
