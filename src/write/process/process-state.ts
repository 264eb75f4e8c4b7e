import type { EngineEvent, ProcessInput } from '../../shared/events/process.events';
import type { Process } from '../../shared/kernel/policy';
import type { Instant } from '../../shared/kernel/time';

export interface Timer {
  readonly dueAt: Instant;
  /** Of the fact that set it: what it leads to belongs to the same story. */
  readonly correlationId: string;
}

export interface ProcessState extends Process {
  readonly timers: Readonly<Record<string, Timer>>;
  /** By timer, when it was due that fired last. */
  readonly fired: Readonly<Record<string, Instant>>;
  /** The input that failed, and behind it, in their order, those that came since. Empty while all is well. */
  readonly waiting: readonly ProcessInput[];
  /** Why the first of them failed. */
  readonly reason: string | null;
  /** It has not moved since its own deadline. */
  readonly stuck: boolean;
}

export const unmoved: ProcessState = {
  ...{ timers: {}, fired: {}, notes: {}, waiting: [], reason: null, stuck: false },
};

export function evolveProcess(state: ProcessState, event: EngineEvent): ProcessState {
  switch (event.type) {
    case 'TimerSet': {
      const { timer, dueAt, correlationId } = event.data;
      const timers = { ...state.timers, [timer]: { dueAt, correlationId } };
      return { ...state, timers, stuck: false };
    }
    case 'TimerCleared':
      return { ...state, timers: without(state.timers, event.data.timer), stuck: false };
    case 'TimerFired': {
      const { timer, dueAt } = event.data;
      const fired = { ...state.fired, [timer]: dueAt };
      return { ...state, timers: without(state.timers, timer), fired, stuck: false };
    }
    case 'ProcessNoted':
      return { ...state, notes: { ...state.notes, ...event.data.notes }, stuck: false };
    case 'ProcessStuck':
      return { ...state, stuck: true };
    case 'ProcessQuarantined':
    case 'InputParked':
      return { ...state, ...queued(state, event) };
    case 'InputResumed': {
      const waiting = state.waiting.slice(1);
      return { ...state, waiting, reason: waiting.length === 0 ? null : state.reason };
    }
    case 'CommandDeclined':
    case 'TimerListed':
    case 'TroubleRaised':
    case 'TroubleSettled':
    case 'PositionsKept':
    case 'ClockAdvanced':
    case 'StateKept':
      return state;
  }
}

/** The input that fails for another time stands in the queue already. */
function queued(
  { waiting, reason }: ProcessState,
  event: Extract<EngineEvent, { type: 'ProcessQuarantined' | 'InputParked' }>,
): Pick<ProcessState, 'waiting' | 'reason'> {
  const { input } = event.data;
  const isThere = waiting.some((each) => sameInput(each, input));
  return {
    waiting: isThere ? waiting : [...waiting, input],
    reason: event.type === 'ProcessQuarantined' ? event.data.reason : reason,
  };
}

/** The text of an input, the same for the same one whenever it is delivered. */
export function inputKey(input: ProcessInput): string {
  return 'timer' in input ? `${input.timer}@${input.dueAt}` : `${input.eventId}/${input.part}`;
}

export function sameInput(a: ProcessInput, b: ProcessInput): boolean {
  return inputKey(a) === inputKey(b);
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  const { [name]: _gone, ...rest } = record;
  return rest;
}
