import type { DomainError } from './domain-error';
import type { InvalidTransition, RefusedTransition } from './invalid-transition';
import type { Sent } from './sent';

interface Stated {
  readonly status: string;
}

export type CommandClass<Command, Id> = new (id: Id, data: never, sent: Sent) => Command;

/**
 * One row of a transition table: a command, the states it may come in, and what it then makes true.
 * The table pairs command and state with their rule, so here both may be erased to `never`.
 */
export interface Rule<Command, State extends Stated, Event, Id, Also extends string = never> {
  readonly command: CommandClass<Command, Id>;
  readonly from: readonly (State['status'] | Also)[];
  readonly decide: (command: never, state: never) => readonly Event[];
}

/**
 * The way to write down the rules of one aggregate: each sees the state as narrowly as its `from` names it.
 * `Also` is what may hold beside a status: `Transitions.also`.
 */
export function rulesOf<Command, State extends Stated, Event, Id, Also extends string = never>() {
  return <C extends Command, const S extends State['status'] | Also>(
    command: CommandClass<C, Id>,
    from: readonly S[],
    decide: (command: C, state: Extract<State, { status: Exclude<S, Also> }>) => readonly Event[],
  ): Rule<Command, State, Event, Id, Also> => ({ command, from, decide });
}

interface Transitions<Command, State extends Stated, Event, Also extends string> {
  readonly rules: readonly Rule<Command, State, Event, never, Also>[];
  /** Of a stream without events: whatever cannot begin one finds nothing. */
  readonly initialState: State;
  readonly notFound: new () => DomainError;
  readonly notAllowed: new (refused: RefusedTransition) => InvalidTransition;
  /** What holds beside the status, if anything: only rules that name both may come, and this is what is shown. */
  readonly also?: (state: State) => Also | undefined;
}

/**
 * All that may be asked of an aggregate. `decide` refuses whatever is not in it, by `notFound` or `notAllowed`;
 * `commandsAllowedIn` names the commands that have a rule for a state.
 */
export function transitionTable<
  Command extends { readonly type: string },
  State extends Stated,
  Event,
  Also extends string,
>(transitions: Transitions<Command, State, Event, Also>) {
  const { rules, initialState, notFound: NotFound, notAllowed: NotAllowed, also } = transitions;

  function allows({ from }: (typeof rules)[number], state: State): boolean {
    const beside = also?.(state);
    return from.includes(state.status) && (beside === undefined || from.includes(beside));
  }

  const commandsAllowedIn = (state: State): readonly string[] =>
    rules.filter((rule) => allows(rule, state)).map(({ command }) => command.name);

  function refusal({ type }: Command, state: State): DomainError {
    if (state.status === initialState.status) return new NotFound();
    const currentState = also?.(state) ?? state.status;
    const allowedCommands = commandsAllowedIn(state);
    return new NotAllowed({ command: type, currentState, allowedCommands });
  }

  function decide(command: Command, state: State): readonly Event[] {
    const rule = rules.find((each) => command instanceof each.command);
    if (!rule || !allows(rule, state)) throw refusal(command, state);
    return rule.decide(command as never, state as never);
  }

  return { decide, commandsAllowedIn };
}
