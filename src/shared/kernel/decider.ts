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
  /**
   * Whether "nothing to do" counts on a state that is only remembered. Without it the stream is read first: somebody else
   * may have appended to it.
   */
  stands?(this: void, command: Command, state: State): boolean;
  /** For streams that may grow long; each command reads the whole without. */
  readonly snapshots?: Snapshotting;
}

export interface Snapshotting {
  /** A state is kept once so many events have come since the last was. States are JSON. */
  readonly every: number;
  /** The folder of the code that folds the state: when it changes, what it has kept is passed over. */
  readonly code: string;
}

export interface About {
  readonly cityId: string;
  readonly subjectIds: readonly string[];
}
