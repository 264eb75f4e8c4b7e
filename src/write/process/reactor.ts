import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v5 as uuid } from 'uuid';
import type { ProcessInput } from '../../shared/events/process.events';
import { DomainError } from '../../shared/kernel/domain-error';
import type { AnyPolicy, Step } from '../../shared/kernel/policy';
import type { Sent } from '../../shared/kernel/sent';
import { DecideAndAppend } from '../decide-and-append';
import type { Decision } from '../decision';
import { Clock } from './clock';
import { sentByEngine } from './engine-log';
import { isPassing } from './patience';
import { inputKey, type ProcessState } from './process-state';
import { processDecider, ProcessInQuarantine } from './process.decider';
import { placeOf, stepsOf, type Incident, type ProcessOrder } from './process.orders';
import { TimerClock } from './timer-clock';
import { Troubles } from './troubles';

const TIMER_IDS = '5f0d6a0e-6a3e-5b5c-8d5f-0f4f6f3c9a11';

/** One process: a policy and what it watches over. */
export interface Watch {
  readonly policy: AnyPolicy;
  readonly instance: string;
}

type Send = Extract<Step<object>, { send: unknown }>;
type OrderOf<O> = O extends ProcessOrder ? Omit<O, 'instance' | 'sent'> : never;

/**
 * Makes happen what follows from one incident: what the process notes, its timers, its commands. Everything in it has
 * an id that follows from the incident, so that doing it again after a crash, or in two places at once, does it once.
 */
@Injectable()
export class Reactor {
  private readonly logger = new Logger('processes');

  constructor(
    private readonly door: DecideAndAppend,
    private readonly commands: CommandBus,
    private readonly timers: TimerClock,
    private readonly troubles: Troubles,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes up an incident, parks it behind an earlier failure, or puts the process into quarantine with it.
   * @throws StoreUnavailable or CommandLostRace when nothing is wrong with it: take it up again
   */
  async take(watch: Watch, incident: Incident): Promise<void> {
    try {
      await this.react(watch, incident);
    } catch (error) {
      if (error instanceof ProcessInQuarantine) await this.park(watch, incident.input);
      else if (isPassing(error)) throw error;
      else await this.quarantine(watch, incident.input, error);
    }
  }

  /**
   * @param again it was parked, or failed before: the quarantine does not hold it back
   * @throws whatever the policy, its commands or the store throw
   */
  async react(watch: Watch, incident: Incident, again = false): Promise<void> {
    const { policy, instance } = watch;
    const decision = await this.order(
      watch,
      { type: 'Take', incident, again },
      incidentId(watch, incident.input),
      incident,
    );
    await this.moveTimers(watch, decision);
    await this.troubles.follow(policy.name, instance, decision);
    const steps = stepsOf(policy, instance, incident, decision.before);
    const sends = steps.filter((step): step is Send => 'send' in step);
    for (const [index, step] of sends.entries()) await this.send(watch, incident, step, index);
  }

  /** Notes that it was taken up after all. */
  async resume(watch: Watch, input: ProcessInput): Promise<void> {
    // As often as it failed: its place at the head of the queue says whether it still has to be.
    const id = uuid(`resume at ${this.clock.now()}`, incidentId(watch, input));
    const decision = await this.order(watch, { type: 'Resume', input }, id);
    await this.troubles.follow(watch.policy.name, watch.instance, decision);
  }

  async quarantine(watch: Watch, input: ProcessInput, error: unknown): Promise<void> {
    const reason = reasonOf(error);
    const [text, stack] = error instanceof Error ? [error.message, error.stack] : [String(error)];
    this.logger.error(`${watch.policy.name} ${watch.instance}: ${reason}: ${text}`, stack);
    // It may fail again, later and for another reason: each failure is a fact of its own.
    const id = uuid(`quarantine at ${this.clock.now()}`, incidentId(watch, input));
    const decision = await this.order(watch, { type: 'Quarantine', input, reason }, id);
    await this.troubles.follow(watch.policy.name, watch.instance, decision);
  }

  private async park(watch: Watch, input: ProcessInput): Promise<void> {
    const id = uuid('park', incidentId(watch, input));
    const { state, revision } = await this.order(watch, { type: 'Park', input }, id);
    await this.troubles.assure(watch.policy.name, watch.instance, state, revision);
  }

  private async send(watch: Watch, incident: Incident, step: Send, index: number): Promise<void> {
    const { name } = watch.policy;
    const commandId = uuid(`${name}/${index}`, incidentId(watch, incident.input));
    try {
      await this.commands.execute(step.send(this.sent(commandId, name, incident)));
    } catch (error) {
      if (!(error instanceof DomainError) || !step.unless.includes(error.code)) throw error;
      const declined = { type: 'Decline', commandId, code: error.code } as const;
      await this.order(watch, declined, uuid('declined', commandId), incident);
    }
  }

  private async moveTimers({ policy, instance }: Watch, decision: Decision<ProcessState>) {
    const [before, after] = [decision.before.timers, decision.state.timers];
    const named = { process: policy.name, instance };
    for (const [timer, { dueAt, correlationId }] of Object.entries(before)) {
      if (after[timer]?.dueAt !== dueAt)
        this.timers.clear({ ...named, timer, dueAt, correlationId });
    }
    const fresh = Object.entries(after).filter(
      ([timer, { dueAt }]) => before[timer]?.dueAt !== dueAt,
    );
    await Promise.all(
      fresh.map(([timer, { dueAt, correlationId }]) =>
        this.timers.set({ ...named, timer, dueAt, correlationId }),
      ),
    );
  }

  private order(
    { policy, instance }: Watch,
    order: OrderOf<ProcessOrder>,
    commandId: string,
    incident?: Incident,
  ): Promise<Decision<ProcessState>> {
    const sent = this.sent(commandId, policy.name, incident);
    const follows = incident?.fact && placeOf(incident.fact);
    const whole = { ...order, instance, sent: { ...sent, ...(follows && { follows }) } };
    return this.door.execute(processDecider(policy), instance, whole, {
      creates: order.type === 'Take' && order.incident.fact !== undefined,
    });
  }

  private sent(commandId: string, by: string, incident?: Incident): Sent {
    const now = this.clock.now();
    if (!incident) return sentByEngine(commandId, by, now);
    const { correlationId, fact } = incident;
    const followsTrace = fact?.metadata.traceparent;
    return sentByEngine(commandId, by, now, {
      ...{ correlationId, causationId: fact?.id ?? commandId },
      ...(followsTrace && { followsTrace }),
    });
  }
}

/** The same for the same fact or timer, whenever and wherever it is delivered: UUIDv5 of its id and the policy's name. */
function incidentId({ policy, instance }: Watch, input: ProcessInput): string {
  if ('eventId' in input) return uuid(`${policy.name}/${input.part}`, input.eventId);
  return uuid(`${policy.name}/${instance}/${inputKey(input)}`, TIMER_IDS);
}

/**
 * What stands in the log for good, unsealed: a rule's refusal in its own words, and of anything else only what kind of
 * error it was, since its message may repeat what somebody has told us.
 */
function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.constructor.name : 'not an error';
}
