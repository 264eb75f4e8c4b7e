import { DomainError } from './domain-error';

/** What was asked when, and what may be asked instead. */
export interface RefusedTransition {
  readonly command: string;
  readonly currentState: string;
  readonly allowedCommands: readonly string[];
}

/** The transition table has no row for this command in this state. */
export abstract class InvalidTransition extends DomainError {
  readonly refusal = 'conflict';

  constructor(whose: string, { command, currentState, allowedCommands }: RefusedTransition) {
    super(`${command} is not allowed while the ${whose} is ${currentState}`, {
      currentState,
      allowedCommands,
    });
  }
}
