import { Injectable } from '@nestjs/common';
import type { DomainEvent, Recorded } from '../shared/events/event';
import {
  EventStore,
  LostRace,
  type Appended,
  type StreamRead,
} from '../shared/event-store/event-store';
import type { Decider } from '../shared/kernel/decider';
import { DomainError } from '../shared/kernel/domain-error';
import { LOG_START, type LogPosition } from '../shared/kernel/log-position';
import type { Sent } from '../shared/kernel/sent';
import { newEvent, refuseMalformed } from './new-event';
import { fold, known, NOTHING, type Known } from './known-stream';
import { RememberedStreams } from './remembered-streams';
import { CommandLostRace, IdempotencyKeyReused, StaleRevision } from './write.errors';

const TRIES = 3;

/** What a command made true, or found true already. */
export interface Decision<State> {
  readonly state: State;
  /** Of the command's last event; of the stream's when there was nothing to do. */
  readonly revision: bigint;
  readonly position: LogPosition;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

interface Addressed {
  readonly sent: Sent;
}

/**
 * The one path of every command: read, fold, decide, append; decide again when somebody else was faster. A stream that
 * was seen lately is not read: the append at its revision proves that nothing has happened to it since.
 */
@Injectable()
export class DecideAndAppend {
  private readonly remembered = new RememberedStreams();

  constructor(private readonly store: EventStore) {}

  /**
   * @param creates the command begins a stream, so that the stream is only read when it turns out to be there
   * @throws DomainError from the rule; CommandLostRace after three lost races; IdempotencyKeyReused; StaleRevision
   */
  async execute<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    id: string,
    command: Command,
    { creates = false } = {},
  ): Promise<Decision<State>> {
    const stream = `${decider.category}-${id}`;
    const unread = this.remembered.recall<State>(stream) ?? known(decider, NOTHING);
    const mayDo = creates || unread.last !== undefined;
    const decision = mayDo && (await this.tryUnread(decider, stream, unread, command));
    return decision || this.decideRead(decider, stream, command);
  }

  private async decideRead<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    command: Command,
  ): Promise<Decision<State>> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const past = await this.store.readStream(stream);
      const decision = await this.tryOnce(decider, stream, past, command);
      if (decision) return decision;
    }
    throw new CommandLostRace();
  }

  /**
   * Undefined unless it was appended: a refusal, or nothing to do, counts only once the stream was read, where this
   * command may also be found done.
   */
  private async tryUnread<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    unread: Known<State>,
    command: Command,
  ): Promise<Decision<State> | undefined> {
    if (unread.commandIds.has(command.sent.commandId)) return undefined;
    try {
      const decision = await this.decide(decider, stream, unread, command);
      return decision.events.length > 0 ? decision : undefined;
    } catch (error) {
      if (error instanceof LostRace || error instanceof DomainError) return undefined;
      throw error;
    }
  }

  /** Undefined when the race was lost. */
  private async tryOnce<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    past: StreamRead,
    command: Command,
  ): Promise<Decision<State> | undefined> {
    try {
      const earlier = earlierDecision(decider, past.events as Recorded<Event>[], command.sent);
      if (earlier) return earlier;
      const current = known(decider, past);
      if (current.last) this.remembered.keep(stream, current);
      return await this.decide(decider, stream, current, command);
    } catch (error) {
      if (error instanceof LostRace) return undefined;
      throw error;
    }
  }

  private async decide<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    { state: before, last, commandIds }: Known<State>,
    command: Command,
  ): Promise<Decision<State>> {
    const { sent } = command;
    refuseStale(sent, last?.revision);
    const decided = decider.decide(command, before);
    if (decided.length === 0) return unchanged(before, last);
    refuseMalformed(decided);
    const after = decided.reduce(decider.evolve, before);
    const about = {
      cityId: decider.about(after).cityId,
      subjectIds: union(decider.about(before).subjectIds, decider.about(after).subjectIds),
    };
    const events = decided.map((event, index) => newEvent(stream, event, index, sent, about));
    const appended = await this.store.append(stream, last?.revision ?? 'no stream', events);
    this.remembered.keep(stream, {
      state: after,
      last: appended,
      commandIds: new Set([...commandIds, sent.commandId]),
    });
    return { state: after, ...appended, events: events.map(named) };
  }
}

/** What this very command decided before, as its own events in the stream remember it. */
function earlierDecision<State, Event extends DomainEvent>(
  decider: Decider<never, State, Event>,
  past: readonly Recorded<Event>[],
  { commandId, requestHash }: Sent,
): Decision<State> | undefined {
  const own = past.filter(({ metadata }) => metadata.commandId === commandId);
  const last = own.at(-1);
  if (!last) return undefined;
  if (last.metadata.requestHash !== requestHash) throw new IdempotencyKeyReused();
  const state = fold(
    decider,
    past.filter(({ revision }) => revision <= last.revision),
  );
  return { state, revision: last.revision, position: last.position, events: own.map(named) };
}

function refuseStale({ expectedRevision }: Sent, revision: bigint | undefined): void {
  if (expectedRevision !== undefined && expectedRevision !== revision) {
    throw new StaleRevision(revision);
  }
}

function unchanged<State>(state: State, last: Appended | undefined): Decision<State> {
  return {
    state,
    revision: last?.revision ?? -1n,
    position: last?.position ?? LOG_START,
    events: [],
  };
}

const named = ({ id, type }: { id: string; type: string }) => ({ id, type });
const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
