import type { DomainEvent, Recorded } from '../shared/events/event';
import type { Appended } from '../shared/event-store/event-store';
import type { Decider } from '../shared/kernel/decider';
import { LOG_START, type LogPosition } from '../shared/kernel/log-position';
import type { Sent } from '../shared/kernel/sent';
import { fold, type Known, type Past } from './known-stream';
import { IdempotencyKeyReused, StaleRevision } from './write.errors';

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
export function earlierDecision<State, Event extends DomainEvent>(
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
 * A client may name the stream's last event, or the last that means anything today: it cannot have seen a later one.
 * @throws StaleRevision
 */
export function refuseStale(
  { expectedRevision: expected }: Sent,
  { last, lastMeant }: Pick<Known<unknown>, 'last' | 'lastMeant'>,
): void {
  if (expected === undefined || expected === last?.revision || expected === lastMeant) return;
  throw new StaleRevision(last?.revision);
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
