// The rules of matching under the worst timing: every fact reaches every policy at some time, in the order of its
// instance only; a policy dies between any two of its commands and begins anew; timers fire late; whoever asks for a
// reservation may never be heard of again. Commands keep their ids, as in production.
import { DomainError } from '../../dist/src/shared/kernel/domain-error.js';
import { policiesFor, routeOf } from '../../dist/src/simulation/rules.js';

const PLATFORM = { type: 'system', id: 'races' };
const START_MS = Date.parse('2014-04-02T21:00:00.000Z');

export class RacingWorld {
  nowMs = START_MS;
  states = new Map();
  events = [];
  refusals = 0;
  #done = new Set();
  #lanes = new Map();
  #processes = new Map();
  #policies = policiesFor('batch-v1');
  #commands = 0;

  get now() {
    return new Date(this.nowMs).toISOString();
  }

  sent(actor = PLATFORM, commandId = `command-${++this.#commands}`) {
    const ids = { commandId, correlationId: commandId, causationId: commandId };
    return { ...ids, requestHash: '', actor, occurredAt: this.now };
  }

  state(decider, id) {
    return this.states.get(`${decider.category}-${id}`) ?? decider.initialState;
  }

  /** Whether a rule said yes; whatever else is thrown is a defect. A command that was carried out is not again. */
  ask(command) {
    const { decider, id } = routeOf(command);
    const stream = `${decider.category}-${id}`;
    const key = `${stream}/${command.sent.commandId}`;
    if (this.#done.has(key)) return undefined;
    const before = this.states.get(stream) ?? decider.initialState;
    let events;
    try {
      events = decider.decide(command, before);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.refusals += 1;
      return error.code;
    }
    if (events.length > 0) this.#done.add(key);
    this.states.set(stream, events.reduce(decider.evolve, before));
    for (const event of events) this.#publish(event);
    return undefined;
  }

  #publish(event) {
    const number = this.events.push(event);
    for (const policy of this.#policies) {
      const handler = policy.on[event.type];
      if (!handler) continue;
      const instance = policy.instanceOf(event);
      const lane = `${policy.name}/${instance}`;
      const waiting = this.#lanes.get(lane) ?? [];
      waiting.push({
        policy,
        instance,
        cause: `${number}`,
        steps: (process) => handler(event, process),
      });
      this.#lanes.set(lane, waiting);
    }
  }

  /** The lanes in which something waits. */
  waiting() {
    return [...this.#lanes.keys()];
  }

  /** One lane takes up what comes next; `dieAfter` commands its policy dies, and begins this fact anew some day. */
  deliver(lane, dieAfter = Infinity) {
    const waiting = this.#lanes.get(lane);
    if (!this.#follow(waiting[0], dieAfter)) return;
    waiting.shift();
    if (waiting.length === 0) this.#lanes.delete(lane);
  }

  #follow({ policy, instance, cause, steps }, dieAfter) {
    const process = this.#process(policy, instance);
    // What follows is worked out on what was noted before; it is noted with the timers, once all is sent.
    const following = steps(process);
    const commands = following.filter((step) => 'send' in step);
    for (const [index, { send, unless }] of commands.entries()) {
      if (index >= dieAfter) return false;
      const code = this.ask(send(this.sent(PLATFORM, `${policy.name}/${cause}/${index}`)));
      if (code !== undefined && !unless.includes(code)) {
        throw new Error(`${policy.name} did not expect ${code}`);
      }
    }
    if (commands.length >= dieAfter) return false;
    for (const step of following) {
      if ('set' in step) process.timers[step.set] = { dueAt: step.at };
      else if ('clear' in step) delete process.timers[step.clear];
      else if ('note' in step) process.notes = { ...process.notes, ...step.note };
    }
    return true;
  }

  #process(policy, instance) {
    const key = `${policy.name}/${instance}`;
    const known = this.#processes.get(key) ?? { policy, instance, timers: {}, notes: {} };
    this.#processes.set(key, known);
    return known;
  }

  /** Timers that have come due, of whatever process, in no order. */
  due() {
    return [...this.#processes.values()].flatMap((process) =>
      Object.entries(process.timers)
        .filter(([, { dueAt }]) => Date.parse(dueAt) <= this.nowMs)
        .map(([timer, { dueAt }]) => ({ process, timer, dueAt })),
    );
  }

  fire({ process, timer, dueAt }, dieAfter = Infinity) {
    const { policy, instance } = process;
    if (process.timers[timer]?.dueAt !== dueAt) return;
    const steps = (state) => policy.due[timer](instance, state);
    const cause = `${timer}@${dueAt}`;
    if (this.#follow({ policy, instance, cause, steps }, dieAfter)) {
      if (process.timers[timer]?.dueAt === dueAt) delete process.timers[timer];
    }
  }

  /** When the next timer comes due, in ms; undefined without one. */
  nextDueMs() {
    const all = [...this.#processes.values()].flatMap(({ timers }) =>
      Object.values(timers).map(({ dueAt }) => Date.parse(dueAt)),
    );
    return all.length === 0 ? undefined : Math.min(...all);
  }
}
