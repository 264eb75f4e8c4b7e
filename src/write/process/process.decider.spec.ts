import { specFor } from '#test/spec-for';
import { sentBy } from '#test/trip-command.samples';
import { system } from '#test/trip.samples';
import type { EngineEvent, ProcessInput } from '../../shared/events/process.events';
import { DEADLINE, type AnyPolicy } from '../../shared/kernel/policy';
import { processDecider, ProcessInQuarantine } from './process.decider';
import type { ProcessOrder } from './process.orders';

const DUE = '2027-03-01T08:00:00.000Z';
const reminding: AnyPolicy = {
  ...{ name: 'reminding', since: '2026-11-21T00:00:00.000Z', instanceOf: () => 'one', on: {} },
  due: {
    remind: () => [{ set: 'remind', at: '2027-03-01T09:00:00.000Z' }],
    tell: () => [{ send: () => ({}), unless: [] }],
    arm: () => [{ set: 'tell', at: DUE }],
  },
};
const { given } = specFor(processDecider(reminding));

const process = { process: 'reminding', instance: 'one' };
const sent = sentBy(system, DUE);
const set = (timer: string, dueAt = DUE): EngineEvent => ({
  type: 'TimerSet',
  data: { ...process, timer, dueAt, correlationId: sent.correlationId },
});
const fired = (timer: string): EngineEvent => ({
  type: 'TimerFired',
  data: { ...process, timer, dueAt: DUE },
});
const input = (timer: string): ProcessInput => ({ timer, dueAt: DUE });
const failed = (timer: string): EngineEvent => ({
  type: 'ProcessQuarantined',
  data: { ...process, input: input(timer), reason: 'BROKEN' },
});
const parked = (timer: string): EngineEvent => ({
  type: 'InputParked',
  data: { ...process, input: input(timer) },
});
const resumed = (timer: string): EngineEvent => ({
  type: 'InputResumed',
  data: { ...process, input: input(timer) },
});
const comesDue = (timer: string, again = false): ProcessOrder => ({
  ...{ type: 'Take', instance: 'one', sent, again },
  incident: { input: { timer, dueAt: DUE }, correlationId: 'c-1' },
});
const resume = (timer: string): ProcessOrder => ({
  ...{ type: 'Resume', instance: 'one', sent, input: input(timer) },
});

describe('a timer', () => {
  it('fires, and what follows is noted with it', () =>
    given(set('remind'))
      .when(comesDue('remind'))
      .then(fired('remind'), set('remind', '2027-03-01T09:00:00.000Z')));

  it('that has fired already fires no more', () =>
    given(set('remind'), fired('remind')).when(comesDue('remind')).thenNothing());

  it('that was set to another time meanwhile does not fire at the first', () =>
    given(set('remind'), set('remind', '2027-03-01T08:30:00.000Z'))
      .when(comesDue('remind'))
      .thenNothing());

  it('that is set to a moment at which it has fired fires a moment later', () => {
    const later = '2027-03-01T08:00:00.001Z';
    given(set('tell'), fired('tell'), set('arm'))
      .when(comesDue('arm'))
      .then(fired('arm'), set('tell', later));
    const firedLater = { type: 'TimerFired', data: { ...process, timer: 'tell', dueAt: later } };
    given(set('tell'), fired('tell'), set('tell', later), firedLater as EngineEvent, set('arm'))
      .when(comesDue('arm'))
      .then(fired('arm'), set('tell', '2027-03-01T08:00:00.002Z'));
  });

  it('that was never set does not fire', () => given().when(comesDue('remind')).thenNothing());

  it('that only sends a command is noted as well, so that a second delivery sees the same', () =>
    given(set('tell')).when(comesDue('tell')).then(fired('tell')));

  it('that is a deadline says that the process is stuck', () =>
    given(set(DEADLINE))
      .when(comesDue(DEADLINE))
      .then(fired(DEADLINE), { type: 'ProcessStuck', data: { ...process, dueAt: DUE } }));
});

describe('a process in quarantine', () => {
  it('takes up nothing else', () =>
    given(set('remind'), failed('tell')).when(comesDue('remind')).thenRefused(ProcessInQuarantine));

  it('takes up what failed when it is told to', () =>
    given(set('tell'), failed('tell')).when(comesDue('tell', true)).then(fired('tell')));

  it('resumes with what failed first, and only with that', () => {
    const waiting = given(failed('tell'), parked('remind'));
    waiting.when(resume('tell')).then(resumed('tell'));
    waiting.when(resume('remind')).thenNothing();
  });

  it('is over when nothing waits any more', () =>
    given(set('remind'), failed('tell'), resumed('tell'))
      .when(comesDue('remind'))
      .then(fired('remind'), set('remind', '2027-03-01T09:00:00.000Z')));

  it('keeps an input that fails again in its place', () =>
    given(failed('tell'), parked('remind'), failed('tell'), resumed('tell'))
      .when(resume('remind'))
      .then(resumed('remind')));
});
