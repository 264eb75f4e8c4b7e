/** The whole of an aggregate: pure functions, no clock, no chance, no I/O. */
export interface Decider<Command, State, Event> {
  /** Streams are named `<category>-<id>`. */
  readonly category: string;
  readonly initialState: State;
  /** Folds a fact into the state. Trusts history: never validates, never throws. */
  evolve(this: void, state: State, event: Event): State;
  /** Answers with new facts, with none for a wish already true, or throws a DomainError. */
  decide(this: void, command: Command, state: State): readonly Event[];
  /** Where the aggregate lives and which people it concerns, for the metadata of its events. */
  about(this: void, state: State): About;
}

export interface About {
  readonly cityId: string;
  readonly subjectIds: readonly string[];
}
