import type { Decider } from '../../src/shared/kernel/decider';
import type { DomainError } from '../../src/shared/kernel/domain-error';

type Refusal = new (...args: never[]) => DomainError;

/** Given what happened, when something is asked for, then exactly these facts follow, or it is refused. */
export function specFor<Command, State, Event>(decider: Decider<Command, State, Event>) {
  const given = (...history: readonly Event[]) => ({
    when(command: Command) {
      const state = history.reduce(decider.evolve, decider.initialState);
      const decide = () => decider.decide(command, state);
      return {
        then: (...events: readonly Event[]) => expect(decide()).toEqual(events),
        thenNothing: () => expect(decide()).toEqual([]),
        /** With `details`, what the client is told has to be exactly that. */
        thenRefused(refusal: Refusal, details?: object) {
          const thrown = thrownBy(decide);
          expect(thrown).toBeInstanceOf(refusal);
          if (details) expect(thrown).toHaveProperty('details', details);
        },
      };
    },
  });
  return { given };
}

function thrownBy(decide: () => unknown): unknown {
  try {
    decide();
    return undefined;
  } catch (error) {
    return error;
  }
}
