import type { DomainEvent, Recorded } from '../shared/events/event';
import type { Appended } from '../shared/event-store/event-store';
import type { Decider } from '../shared/kernel/decider';
import { DomainError } from '../shared/kernel/domain-error';
import { LOG_START, type LogPosition } from '../shared/kernel/log-position';
import type { Sent } from '../shared/kernel/sent';
import { fold, type Past } from './known-stream';
import { IdempotencyKeyReused } from './write.errors';

export interface Addressed {
  readonly sent: Sent;
}

/** What a command made true, or found true already. */
export interface Decision<State> {
  /** What it was decided on. */
  readonly before: State;
  readonly state: State;
  /** Of the command's last event; of the stream's when there was nothing to do. */
  readonly revision: bigint;
  readonly position: LogPosition;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/** What this very command decided before, as its own events in the stream remember it. */
export function earlierDecision<Command extends Addressed, State, Event extends DomainEvent>(
  decider: Decider<Command, State, Event>,
  past: Past<State>,
  command: Command,
): Decision<State> | undefined {
  return earlierEvents(decider, past, command.sent) ?? earlierNothing(decider, past, command);
}

function earlierEvents<State, Event extends DomainEvent>(
  decider: Decider<never, State, Event>,
  past: Past<State>,
  { commandId, requestHash }: Sent,
): Decision<State> | undefined {
  const events = past.events as Recorded<Event>[];
  const own = events.filter(({ metadata }) => metadata.commandId === commandId);
  const last = own.at(-1);
  if (!last) return undefined;
  if (last.metadata.requestHash !== requestHash) throw new IdempotencyKeyReused();
  const first = own[0]?.revision ?? last.revision;
  const upTo = (isPart: (revision: bigint) => boolean) =>
    fold(
      decider,
      past.base.state,
      events.filter(({ revision }) => isPart(revision)),
    );
  return {
    before: upTo((revision) => revision < first),
    state: upTo((revision) => revision <= last.revision),
    ...{ revision: last.revision, position: last.position, events: own.map(named) },
  };
}

/**
 * A fact that a process takes up again may have come to no event then, and yet to commands: those that follow from the
 * state before whatever the process has taken up since.
 * @returns undefined when nothing has moved it since, or when there is something to append after all
 */
function earlierNothing<Command extends Addressed, State, Event extends DomainEvent>(
  decider: Decider<Command, State, Event>,
  past: Past<State>,
  command: Command,
): Decision<State> | undefined {
  const { follows } = command.sent;
  const events = past.events as Recorded<Event>[];
  if (follows === undefined) return undefined;
  const later = events.findIndex(({ metadata }) => (metadata.follows ?? '') > follows);
  if (later === -1) return undefined;
  const state = fold(decider, past.base.state, events.slice(0, later));
  return isNothing(decider, command, state) ? unchanged(state, past.last) : undefined;
}

function isNothing<Command, State, Event>(
  { decide }: Decider<Command, State, Event>,
  command: Command,
  state: State,
): boolean {
  try {
    return decide(command, state).length === 0;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** There was nothing to do. */
export function unchanged<State>(state: State, last: Appended | undefined): Decision<State> {
  return {
    before: state,
    state,
    revision: last?.revision ?? -1n,
    position: last?.position ?? LOG_START,
    events: [],
  };
}

export const named = ({ id, type }: { id: string; type: string }) => ({ id, type });
