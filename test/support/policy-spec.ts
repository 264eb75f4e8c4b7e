import type { EngineEvent } from '../../src/shared/events/process.events';
import type { AnyPolicy } from '../../src/shared/kernel/policy';
import type { Sent } from '../../src/shared/kernel/sent';
import type { Instant } from '../../src/shared/kernel/time';
import { processDecider } from '../../src/write/process/process.decider';
import { incidentOfFact, stepsOf, type Incident } from '../../src/write/process/process.orders';
import { unmoved, type ProcessState } from '../../src/write/process/process-state';
import { recorded, type Happened } from './projection-spec';
import { sentBy } from './trip-command.samples';
import { system } from './trip.samples';

/** Any aggregate's command. */
interface Command {
  readonly sent: Sent;
}

/** A command that went out, and when. */
export interface Sending {
  readonly at: Instant;
  readonly command: Command;
}

interface Run {
  readonly processes: Readonly<Record<string, ProcessState>>;
  readonly noted: readonly EngineEvent[];
  readonly sendings: readonly Sending[];
}

/**
 * Given what happened when, as the clock goes on to a time, then exactly these commands went out, each at its time. The
 * clock is virtual, each instance is a process of its own, and every timer is delivered twice: the second time nothing
 * may come of it.
 */
export function policySpec(policy: AnyPolicy) {
  const given = (...facts: readonly Happened[]) => ({
    when: (clockShows: Instant) => {
      const run = () => play(policy, facts, clockShows);
      return {
        thenSends: (...expected: readonly Sending[]) => {
          expect(run().sendings.map(shown)).toEqual(expected.map(shown));
        },
        thenNothing: () => expect(run().sendings).toEqual([]),
        /** What the processes have noted, in its order. */
        thenNotes: (...types: readonly EngineEvent['type'][]) =>
          expect(run().noted.map(({ type }) => type)).toEqual(types),
        thenIsStuck: (stuck = true) =>
          expect(Object.values(run().processes).some((each) => each.stuck)).toBe(stuck),
      };
    },
  });
  return { given };
}

export const sends = (at: Instant, command: Command): Sending => ({ at, command });

/** What is asked, of whatever class; what surrounds it follows from the incident. */
function shown({ at, command }: Sending) {
  const { sent: _around, ...asked } = command;
  return { at, command: command.constructor.name, asked };
}

function play(policy: AnyPolicy, facts: readonly Happened[], end: Instant): Run {
  let run: Run = { processes: {}, noted: [], sendings: [] };
  for (const fact of recorded(facts)) {
    const at = fact.metadata.occurredAt;
    run = fire(policy, run, at);
    if (!(fact.type in policy.on)) continue;
    run = take(policy, run, policy.instanceOf(fact as never), incidentOfFact(fact), at);
  }
  return fire(policy, run, end);
}

/** All that is due by then, of whatever instance, the earliest first. */
function fire(policy: AnyPolicy, run: Run, until: Instant): Run {
  const [due] = Object.entries(run.processes)
    .flatMap(([instance, { timers }]) =>
      Object.entries(timers).map(([timer, pending]) => ({ instance, timer, ...pending })),
    )
    .filter(({ dueAt }) => dueAt <= until)
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  if (!due) return run;
  const { instance, timer, dueAt, correlationId } = due;
  const incident = { input: { timer, dueAt }, correlationId };
  const fired = take(policy, run, instance, incident, dueAt);
  expect(take(policy, fired, instance, incident, dueAt)).toEqual(fired);
  return fire(policy, fired, until);
}

function take(
  policy: AnyPolicy,
  { processes, noted, sendings }: Run,
  instance: string,
  incident: Incident,
  at: Instant,
): Run {
  const decider = processDecider(policy);
  const state = processes[instance] ?? unmoved;
  const sent = sentBy(system, at);
  const order = { type: 'Take', instance, sent, incident, again: false } as const;
  const events = decider.decide(order, state);
  const commands = stepsOf(policy, instance, incident, state).flatMap((step) =>
    'send' in step ? [{ at, command: step.send(sent) as Command }] : [],
  );
  return {
    processes: { ...processes, [instance]: events.reduce(decider.evolve, state) },
    noted: [...noted, ...events],
    sendings: [...sendings, ...commands],
  };
}
