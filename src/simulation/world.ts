import type { DomainEvent } from '../shared/events/event';
import type { Actor } from '../shared/kernel/actor';
import type { Decider } from '../shared/kernel/decider';
import { DomainError } from '../shared/kernel/domain-error';
import type { AnyPolicy, Process, Step } from '../shared/kernel/policy';
import type { Sent } from '../shared/kernel/sent';
import type { Agenda } from './agenda';

/** Which stream a command is for, and whose rules decide it. */
export interface Route {
  readonly decider: Decider<object, unknown, DomainEvent>;
  readonly id: string;
}

interface Running {
  readonly timers: Map<string, { readonly dueAt: string }>;
  notes: Process['notes'];
}

type Handler = (what: unknown, process: Process) => readonly Step<object>[];

const PLATFORM: Actor = { type: 'system', id: 'simulation' };

/**
 * The city's rules at work without its stores: the same deciders and the same policies as in production, on streams in
 * memory and on the agenda's clock. A policy that is refused where it did not expect it stops the simulation.
 */
export class World {
  private readonly states = new Map<string, unknown>();
  private readonly processes = new Map<string, Running>();
  private readonly unread: DomainEvent[] = [];
  private isReading = false;
  private commands = 0;
  events = 0;

  constructor(
    private readonly agenda: Agenda,
    private readonly policies: readonly AnyPolicy[],
    private readonly routeOf: (command: object) => Route,
    private readonly tell: (event: DomainEvent) => void,
  ) {}

  /** What surrounds a command that is sent now. */
  sentBy(actor: Actor = PLATFORM): Sent {
    const commandId = `command-${++this.commands}`;
    const ids = { commandId, correlationId: commandId, causationId: commandId };
    return { ...ids, requestHash: '', actor, occurredAt: this.agenda.now };
  }

  /** @throws DomainError when a rule says no */
  ask(command: object): void {
    const { decider, id } = this.routeOf(command);
    const stream = `${decider.category}-${id}`;
    const state = this.states.has(stream) ? this.states.get(stream) : decider.initialState;
    const events = decider.decide(command, state);
    this.states.set(stream, events.reduce(decider.evolve, state));
    this.events += events.length;
    this.unread.push(...events);
    this.read();
  }

  /** Whether no rule said no. */
  asks(command: object): boolean {
    try {
      this.ask(command);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  /** Everyone learns of every fact in the order of the log, whatever follows from which. */
  private read(): void {
    if (this.isReading) return;
    this.isReading = true;
    try {
      for (let event = this.unread.shift(); event; event = this.unread.shift()) {
        this.tell(event);
        for (const policy of this.policies) this.react(policy, event);
      }
    } finally {
      this.isReading = false;
    }
  }

  private react(policy: AnyPolicy, event: DomainEvent): void {
    const handler = (policy.on as Readonly<Record<string, Handler | undefined>>)[event.type];
    if (!handler) return;
    const instance = policy.instanceOf(event as never);
    this.follow(policy, instance, handler(event, shown(this.process(policy, instance))));
  }

  private follow(policy: AnyPolicy, instance: string, steps: readonly Step<object>[]): void {
    const process = this.process(policy, instance);
    for (const step of steps) {
      if ('set' in step) this.setTimer(policy, instance, step.set, step.at);
      else if ('clear' in step) process.timers.delete(step.clear);
      else if ('note' in step) process.notes = { ...process.notes, ...step.note };
      else this.send(step);
    }
  }

  private send({ send, unless }: Extract<Step<object>, { send: unknown }>): void {
    try {
      this.ask(send(this.sentBy()));
    } catch (error) {
      if (!(error instanceof DomainError) || !unless.includes(error.code)) throw error;
    }
  }

  private setTimer(policy: AnyPolicy, instance: string, timer: string, dueAt: string): void {
    const process = this.process(policy, instance);
    process.timers.set(timer, { dueAt });
    this.agenda.at(Date.parse(dueAt), () => {
      if (process.timers.get(timer)?.dueAt !== dueAt) return;
      process.timers.delete(timer);
      this.follow(policy, instance, policy.due[timer]?.(instance, shown(process)) ?? []);
    });
  }

  private process({ name }: AnyPolicy, instance: string): Running {
    const key = `${name}/${instance}`;
    const known = this.processes.get(key);
    if (known) return known;
    const process: Running = { timers: new Map(), notes: {} };
    this.processes.set(key, process);
    return process;
  }
}

/** As a policy sees it. */
function shown({ timers, notes }: Running): Process {
  return { timers: Object.fromEntries(timers), notes };
}
