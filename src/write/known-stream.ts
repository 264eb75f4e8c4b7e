import type { DomainEvent, Recorded } from '../shared/events/event';
import type { Appended, StreamRead } from '../shared/event-store/event-store';
import type { Decider } from '../shared/kernel/decider';

/** A stream as far as it is known: its state, where it ends, and the commands that brought it there. */
export interface Known<State> {
  readonly state: State;
  /** Undefined without a stream. */
  readonly last: Appended | undefined;
  readonly commandIds: ReadonlySet<string>;
}

export const NOTHING: StreamRead = { events: [], last: undefined };

export function known<State, Event extends DomainEvent>(
  decider: Decider<never, State, Event>,
  { events, last }: StreamRead,
): Known<State> {
  return {
    state: fold(decider, events as Recorded<Event>[]),
    last,
    commandIds: new Set(events.map(({ metadata }) => metadata.commandId)),
  };
}

export function fold<State, Event extends DomainEvent>(
  { evolve, initialState }: Decider<never, State, Event>,
  events: readonly Event[],
): State {
  return events.reduce<State>(evolve, initialState);
}
