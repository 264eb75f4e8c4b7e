import type { EngineEvent } from '../../shared/events/process.events';
import type { Decider } from '../../shared/kernel/decider';
import { DomainError } from '../../shared/kernel/domain-error';
import { DEADLINE, type AnyPolicy, type Step } from '../../shared/kernel/policy';
import type { Instant } from '../../shared/kernel/time';
import { refusePersonalNotes } from './personal-notes';
import { evolveProcess, sameInput, unmoved, type ProcessState } from './process-state';
import { stepsOf, type Incident, type ProcessOrder } from './process.orders';

/** An earlier input of this process failed: what comes now waits behind it. */
export class ProcessInQuarantine extends DomainError {
  readonly code = 'PROCESS_IN_QUARANTINE';
  readonly refusal = 'conflict';
  constructor() {
    super('An earlier input of this process failed');
  }
}

export type ProcessDecider = Decider<ProcessOrder, ProcessState, EngineEvent>;

/** A process is an aggregate like any other: a stream, a fold, and rules for what may become part of it. */
export function processDecider(policy: AnyPolicy): ProcessDecider {
  return {
    category: `process-${policy.name}`,
    initialState: unmoved,
    evolve: evolveProcess,
    decide: (order, state) => decide(policy, order, state),
    about: () => ({ cityId: '', subjectIds: [] }),
    // Facts come in their order, to every process alike: whoever is ahead in the stream has taken this one up. Only what a
    // timer did there may be missing here.
    stands: (order, state) => isOfFact(order) && !hasTimers(state) && !waits(state),
  };
}

function decide(
  policy: AnyPolicy,
  order: ProcessOrder,
  state: ProcessState,
): readonly EngineEvent[] {
  const process = { process: policy.name, instance: order.instance };
  switch (order.type) {
    case 'Take':
      if (waits(state) && !order.again) throw new ProcessInQuarantine();
      return taken(policy, order, state);
    case 'Park':
      return [{ type: 'InputParked', data: { ...process, input: order.input } }];
    case 'Quarantine': {
      const { input, reason } = order;
      return [{ type: 'ProcessQuarantined', data: { ...process, input, reason } }];
    }
    case 'Resume': {
      const [first] = state.waiting;
      const isNext = first && sameInput(first, order.input);
      return isNext ? [{ type: 'InputResumed', data: { ...process, input: order.input } }] : [];
    }
    case 'Decline': {
      const { commandId, code } = order;
      return [{ type: 'CommandDeclined', data: { ...process, commandId, code } }];
    }
  }
}

type Taking = Extract<ProcessOrder, { type: 'Take' }>;

function taken(policy: AnyPolicy, order: Taking, state: ProcessState): readonly EngineEvent[] {
  const { instance, incident, sent } = order;
  const process = { process: policy.name, instance };
  const steps = stepsOf(policy, instance, incident, state);
  for (const step of steps) {
    if ('note' in step && incident.fact) refusePersonalNotes(step.note, incident.fact);
  }
  const events = [
    ...fired(process, incident, state),
    ...steps.flatMap((step) => eventsOf(process, step, state, sent.correlationId)),
  ];
  // What was sent has to be worked out from the same state on a second delivery: facts say where they stand, timers do not.
  const sends = steps.some((step) => 'send' in step);
  const isUnmarked = sends && events.length === 0 && hasTimers(state);
  return isUnmarked ? [{ type: 'ProcessNoted', data: { ...process, notes: {} } }] : events;
}

const isOfFact = (order: ProcessOrder) =>
  order.type === 'Take' && order.incident.fact !== undefined;
const hasTimers = ({ timers }: ProcessState) => Object.keys(timers).length > 0;
const waits = ({ waiting }: ProcessState) => waiting.length > 0;

interface Named {
  readonly process: string;
  readonly instance: string;
}

function fired(process: Named, { input }: Incident, state: ProcessState): readonly EngineEvent[] {
  if (!('timer' in input) || state.timers[input.timer]?.dueAt !== input.dueAt) return [];
  const { timer, dueAt } = input;
  return [
    { type: 'TimerFired', data: { ...process, timer, dueAt } },
    ...(timer === DEADLINE ? [{ type: 'ProcessStuck' as const, data: { ...process, dueAt } }] : []),
  ];
}

/**
 * A firing is known by its timer and moment: another at the same would be taken for a repeat. Facts that come late may set
 * a timer to a moment at which it has fired already; it is overdue in any case.
 */
function notBefore(fired: Instant | undefined, at: Instant): Instant {
  if (fired === undefined || at > fired) return at;
  return new Date(Date.parse(fired) + 1).toISOString();
}

function eventsOf(
  process: Named,
  step: Step<object>,
  { timers, fired: before }: ProcessState,
  correlationId: string,
): readonly EngineEvent[] {
  if ('set' in step) {
    const { set: timer, at } = step;
    const dueAt = notBefore(before[timer], at);
    return [{ type: 'TimerSet', data: { ...process, timer, dueAt, correlationId } }];
  }
  if ('clear' in step) {
    const pending = timers[step.clear];
    const cleared = { ...process, timer: step.clear, dueAt: pending?.dueAt ?? '' };
    return pending ? [{ type: 'TimerCleared', data: cleared }] : [];
  }
  return 'note' in step ? [{ type: 'ProcessNoted', data: { ...process, notes: step.note } }] : [];
}
