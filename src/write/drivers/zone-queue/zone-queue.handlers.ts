import { CommandAnswer } from '../../command-answer';
import { ruleHandlers } from '../../rule-handlers';
import { queueKey } from './domain/zone-queue.command';
import { zoneQueueDecider, zoneQueueRules } from './domain/zone-queue.decider';

/** Where a command has left the queue: nobody but this platform's own processes asks. */
class ZoneQueueAnswer extends CommandAnswer {}

export const zoneQueueHandlers = ruleHandlers(zoneQueueRules, zoneQueueDecider, {
  idOf: ({ id }) => queueKey(id),
  answer: (_, decision) => new ZoneQueueAnswer(decision),
});
