import type { Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DomainEvent } from '../shared/events/event';
import type { Decider } from '../shared/kernel/decider';
import type { Sent } from '../shared/kernel/sent';
import type { Rule } from '../shared/kernel/transition-table';
import { DecideAndAppend } from './decide-and-append';
import type { Decision } from './decision';

interface Handling<Command, State, Answer> {
  readonly idOf: (command: Command) => string;
  readonly answer: (id: string, decision: Decision<State>) => Answer;
}

/** One handler for each rule of a transition table: all of them do the same. */
export function ruleHandlers<
  Command extends { readonly sent: Sent },
  State extends { readonly status: string },
  Event extends DomainEvent,
  Answer,
>(
  rules: readonly Rule<Command, State, Event, never, string>[],
  decider: Decider<Command, State, Event>,
  { idOf, answer }: Handling<Command, State, Answer>,
): Type<ICommandHandler>[] {
  return rules.map(({ command, from }) => {
    const creates = from.includes(decider.initialState.status);

    @CommandHandler(command)
    class RuleHandler {
      constructor(private readonly decideAndAppend: DecideAndAppend) {}

      async execute(sent: Command): Promise<Answer> {
        const id = idOf(sent);
        return answer(id, await this.decideAndAppend.execute(decider, id, sent, { creates }));
      }
    }

    return RuleHandler;
  });
}
