import type { DomainEvent, Recorded } from '../shared/events/event';
import type { Appended, StreamRead } from '../shared/event-store/event-store';
import type { Decider } from '../shared/kernel/decider';

/**
 * Commands that a stream has seen, by their keys: one that is not among them is new to it. Whatever is known of the
 * stream from one reading on shares them, since copying them for each command would make a long stream a slow one.
 */
export type CommandKeys = Set<number>;

/** A stream as far as it is known: its state, where it ends, and the commands that brought it there. */
export interface Known<State> {
  readonly state: State;
  /** Undefined without a stream. */
  readonly last: Appended | undefined;
  /** The last event that still means something today, which is the last that a reader has seen. */
  readonly lastMeant: bigint | undefined;
  readonly commands: CommandKeys;
  /** Of a process, where in the log the last fact stands that has moved it; empty of everything else. */
  readonly followed: string;
  /** The revision of its last snapshot, as far as that is known; 0 without. */
  readonly keptAt: bigint;
}

/** A stream as it was read: whole, or what came after a snapshot of it. */
export interface Past<State> {
  /** What its events are folded onto. */
  readonly base: Known<State>;
  readonly events: StreamRead['events'];
  readonly last: Appended | undefined;
}

export function nothing<State>({ initialState }: { readonly initialState: State }): Known<State> {
  const none = { last: undefined, lastMeant: undefined };
  return { state: initialState, ...none, commands: new Set(), followed: '', keptAt: 0n };
}

export function known<State, Event extends DomainEvent>(
  decider: Decider<never, State, Event>,
  { base, events, last }: Past<State>,
): Known<State> {
  const own = events.map(({ metadata }) => commandKey(metadata.commandId));
  return {
    state: fold(decider, base.state, events as Recorded<Event>[]),
    last,
    lastMeant: events.at(-1)?.revision ?? base.lastMeant,
    commands: new Set([...base.commands, ...own]),
    followed: events.reduce((last, { metadata }) => latest(last, metadata.follows), base.followed),
    keptAt: base.keptAt,
  };
}

export const latest = (a: string, b = '') => (a > b ? a : b);

export function fold<State, Event extends DomainEvent>(
  { evolve }: Decider<never, State, Event>,
  base: State,
  events: readonly Event[],
): State {
  return events.reduce<State>(evolve, base);
}

/**
 * 32 bits of a command's id (FNV-1a), since a snapshot has to remember all of them. Two that share a key cost the second
 * a reading of the whole stream, where the ids themselves stand.
 */
export function commandKey(commandId: string): number {
  let key = 0x811c9dc5;
  for (let at = 0; at < commandId.length; at++) {
    key = Math.imul(key ^ commandId.charCodeAt(at), 0x01000193);
  }
  return key >>> 0;
}
