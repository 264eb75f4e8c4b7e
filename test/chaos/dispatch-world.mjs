// The rules of matching under the worst timing: every fact reaches every policy at some time, in the order of its
// instance only; a policy dies between any two of the things that it does and begins anew, with facts that it had taken
// up before; timers fire late; whoever asks for a reservation may never be heard of again. Commands keep their ids, and
// what follows from a fact is noted before it is sent, as in production: that part is the engine's own decider.
import { DomainError } from '../../dist/src/shared/kernel/domain-error.js';
import { policiesFor, routeOf } from '../../dist/src/simulation/rules.js';
import { processDecider } from '../../dist/src/write/process/process.decider.js';
import { stepsOf } from '../../dist/src/write/process/process.orders.js';
import { inputKey } from '../../dist/src/write/process/process-state.js';

const PLATFORM = { type: 'system', id: 'races' };
/** Facts that name nobody: no note can repeat what somebody has told. */
const NOBODYS = { subjectIds: [] };
const START_MS = Date.parse('2014-04-02T21:00:00.000Z');

export class RacingWorld {
  nowMs = START_MS;
  states = new Map();
  events = [];
  /** The same as the log would hold them. */
  recorded = [];
  refusals = 0;
  #done = new Set();
  #lanes = new Map();
  #revisions = new Map();
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
    for (const event of events) {
      this.#record(stream, event);
      this.#publish(event);
    }
    return undefined;
  }

  #record(stream, event) {
    const revision = this.#revisions.get(stream) ?? 0n;
    this.#revisions.set(stream, revision + 1n);
    const place = BigInt(this.recorded.length);
    const metadata = { recordedAt: this.now, occurredAt: this.now };
    this.recorded.push({
      ...{ ...event, stream, revision, position: { commit: place, prepare: place } },
      metadata,
    });
  }

  #publish(event) {
    const eventId = `${this.events.push(event)}`;
    const fact = { ...event, metadata: NOBODYS };
    const incident = { input: { stream: '', revision: 0, part: 0, eventId }, fact };
    for (const policy of this.#policies) {
      if (!policy.on[event.type]) continue;
      const instance = policy.instanceOf(event);
      this.#lane(policy, instance).waiting.push({ ...incident, correlationId: eventId });
    }
  }

  #lane(policy, instance) {
    const key = `${policy.name}/${instance}`;
    const known = this.#lanes.get(key) ?? newLane(policy, instance);
    this.#lanes.set(key, known);
    return known;
  }

  /** The lanes in which something waits. */
  waiting() {
    return [...this.#lanes.values()].filter(({ waiting }) => waiting.length > 0);
  }

  /**
   * One lane takes up what comes next. After so many of the things that follow its policy dies (before the first when 0),
   * and begins this fact anew some day, and before it the last `again` of those that it had done.
   */
  deliver(lane, diesAfter = Infinity, again = 0) {
    const [incident] = lane.waiting;
    if (this.#follow(lane, incident, diesAfter)) lane.done.push(lane.waiting.shift());
    else if (again > 0) lane.waiting.unshift(...lane.done.splice(-again));
  }

  /** As the reactor does it: first it is noted, then timers are listed, then commands are sent. */
  #follow(lane, incident, diesAfter) {
    const { policy, instance } = lane;
    const key = inputKey(incident.input);
    let things = diesAfter;
    if (--things < 0) return false;
    const before = this.#take(lane, incident, key);
    if (--things < 0) return false;
    this.#listTimers(lane);
    const following = stepsOf(policy, instance, incident, before);
    for (const [index, { send, unless }] of following.filter((step) => 'send' in step).entries()) {
      if (--things < 0) return false;
      const code = this.ask(
        send(this.sent(PLATFORM, `${policy.name}/${instance}/${key}/${index}`)),
      );
      if (code !== undefined && !unless.includes(code)) {
        throw new Error(`${policy.name} did not expect ${code}`);
      }
    }
    return true;
  }

  /** The state before, which is what follows is worked out on, for the second time as well. */
  #take(lane, incident, key) {
    const earlier = lane.taken.get(key);
    if (earlier) return earlier;
    const before = lane.state;
    const { policy, instance } = lane;
    const order = { type: 'Take', instance, incident, again: false, sent: incident };
    const decider = processDecider(policy);
    const events = decider.decide(order, before);
    // A fact that comes again follows from the state of then, whether or not it moved anything; timers do if they did.
    if (events.length > 0 || incident.fact) lane.taken.set(key, before);
    lane.state = events.reduce(decider.evolve, before);
    return before;
  }

  /** What was set is listed for good; what was cleared comes due all the same, and then means nothing. */
  #listTimers({ state, listed }) {
    for (const [timer, { dueAt }] of Object.entries(state.timers)) {
      listed.set(`${timer}@${dueAt}`, { timer, dueAt });
    }
  }

  /** Timers that have come due, of whatever process, in no order; what a policy died over comes before them. */
  due() {
    return [...this.#lanes.values()].flatMap((lane) => {
      const [next] = lane.waiting;
      if (next && lane.taken.has(inputKey(next.input))) return [];
      const due = [...lane.listed].filter(([, { dueAt }]) => Date.parse(dueAt) <= this.nowMs);
      return due.map(([key, input]) => ({ lane, key, input }));
    });
  }

  fire({ lane, key, input }, diesAfter = Infinity) {
    if (this.#follow(lane, { input, correlationId: key }, diesAfter)) lane.listed.delete(key);
  }

  /** When the next timer comes due, in ms; undefined without one. */
  nextDueMs() {
    let next = Infinity;
    for (const { listed } of this.#lanes.values()) {
      for (const { dueAt } of listed.values()) next = Math.min(next, Date.parse(dueAt));
    }
    return next === Infinity ? undefined : next;
  }
}

/** One process: what it has noted, what waits for it and what it has done, and its timers. */
function newLane(policy, instance) {
  const { initialState: state } = processDecider(policy);
  return { policy, instance, state, waiting: [], done: [], taken: new Map(), listed: new Map() };
}
