import { Injectable } from '@nestjs/common';
import type { DomainEvent } from '../shared/events/event';
import { EventStore, LostRace } from '../shared/event-store/event-store';
import type { Decider } from '../shared/kernel/decider';
import { DomainError } from '../shared/kernel/domain-error';
import { Metrics } from '../shared/metrics/metrics';
import { inCommandSpan } from '../shared/telemetry/spans';
import { CommandMetrics } from './command-metrics';
import { MalformedDecision, newEvent, refuseMalformed } from './new-event';
import { earlierDecision, named, unchanged, type Addressed, type Decision } from './decision';
import { isOld, refuseStale, stands } from './doubts';
import { commandKey, known, latest, nothing, type Known, type Past } from './known-stream';
import { SystemClock } from './process/clock';
import { EngineLog } from './process/engine-log';
import { RememberedStreams } from './remembered-streams';
import { Snapshots } from './snapshots';
import { CommandLostRace } from './write.errors';

const TRIES = 3;
/** What comes of a state, and so of nothing when that state may never have been. */
const OF_STATE = [DomainError, MalformedDecision];

/**
 * The one path of every command: read, fold, decide, append; decide again when somebody else was faster. A stream that
 * was seen lately is not read: the append at its revision proves that nothing has happened to it since.
 */
@Injectable()
export class DecideAndAppend {
  private readonly metrics: CommandMetrics;

  constructor(
    private readonly store: EventStore,
    private readonly remembered: RememberedStreams = new RememberedStreams(),
    metrics: Metrics = new Metrics(),
    private readonly snapshots: Snapshots = new Snapshots(
      store,
      new EngineLog(store, new SystemClock()),
    ),
  ) {
    this.metrics = new CommandMetrics(metrics);
  }

  /**
   * @param creates the command begins a stream, so that the stream is only read when it turns out to be there
   * @throws DomainError from the rule; CommandLostRace after three lost races; IdempotencyKeyReused; StaleRevision
   */
  execute<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    id: string,
    command: Command,
    { creates = false } = {},
  ): Promise<Decision<State>> {
    return inCommandSpan(decider.category, command, () =>
      this.decideOnce(decider, id, command, creates),
    );
  }

  private async decideOnce<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    id: string,
    command: Command,
    creates: boolean,
  ): Promise<Decision<State>> {
    const stream = `${decider.category}-${id}`;
    const remembered = this.remembered.recall<State>(stream);
    const decision =
      (creates || remembered) &&
      !isOld(command, remembered) &&
      (await this.tryUnread(decider, stream, remembered, command));
    if (!decision) return this.decideRead(decider, stream, command);
    this.metrics.decided(decider.category, remembered ? 'remembered' : 'none', 0);
    return decision;
  }

  private async decideRead<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    command: Command,
  ): Promise<Decision<State>> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const past = await this.snapshots.read(decider, stream, command.sent.commandId);
      const source = past.base.last ? 'snapshot' : 'read';
      this.metrics.decided(decider.category, source, past.events.length);
      const decision = await this.tryOnce(decider, stream, past, command);
      if (decision) return decision;
    }
    throw new CommandLostRace();
  }

  /**
   * Undefined unless it was appended: a refusal, or nothing to do, counts only once the stream was read, where this
   * command may also be found done. What the decider lets stand is nothing to do on what is remembered.
   */
  private async tryUnread<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    seen: Known<State> | undefined,
    command: Command,
  ): Promise<Decision<State> | undefined> {
    const unread = seen ?? nothing(decider);
    try {
      const decision = await this.decide(decider, stream, unread, command);
      return decision.events.length > 0 || stands(decider, command, seen) ? decision : undefined;
    } catch (error) {
      if (error instanceof LostRace) this.metrics.lostRace(decider.category);
      else if (!OF_STATE.some((kind) => error instanceof kind)) throw error;
      return undefined;
    }
  }

  /** Undefined when the race was lost. */
  private async tryOnce<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    past: Past<State>,
    command: Command,
  ): Promise<Decision<State> | undefined> {
    try {
      const earlier = earlierDecision(decider, past, command);
      if (earlier) return earlier;
      const current = known(decider, past);
      const { subjectIds } = decider.about(current.state);
      if (current.last ?? decider.stands) this.remembered.keep(stream, current, subjectIds);
      return await this.decide(decider, stream, current, command);
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
      this.metrics.lostRace(decider.category);
      return undefined;
    }
  }

  private async decide<Command extends Addressed, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    current: Known<State>,
    command: Command,
  ): Promise<Decision<State>> {
    const { sent } = command;
    const { state: before, last, commands, followed, keptAt } = current;
    refuseStale(sent, current);
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
    const now = {
      ...{ state: after, last: appended, lastMeant: appended.revision, keptAt },
      commands: commands.add(commandKey(sent.commandId)),
      followed: latest(followed, sent.follows),
    };
    this.keep(decider, stream, now, about.subjectIds);
    return { before, state: after, ...appended, events: events.map(named) };
  }

  private keep<Command, State, Event>(
    decider: Decider<Command, State, Event>,
    stream: string,
    now: Known<State>,
    subjects: readonly string[],
  ): void {
    const isDue = this.snapshots.isDue(decider, now);
    const keptAt = isDue && now.last ? now.last.revision : now.keptAt;
    this.remembered.keep(stream, { ...now, keptAt }, subjects);
    // The command has been decided: its answer does not wait for what only makes the next ones cheaper.
    if (isDue) void this.snapshots.keep(decider, stream, now);
  }
}

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
