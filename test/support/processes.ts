import type { CommandBus } from '@nestjs/cqrs';
import { EventStore } from '../../src/shared/event-store/event-store';
import type { AnyPolicy } from '../../src/shared/kernel/policy';
import type { Instant } from '../../src/shared/kernel/time';
import { DecideAndAppend } from '../../src/write/decide-and-append';
import type { Clock } from '../../src/write/process/clock';
import { EngineLog } from '../../src/write/process/engine-log';
import { Lanes } from '../../src/write/process/lanes';
import { Policies } from '../../src/write/process/policies';
import { PolicyFeed } from '../../src/write/process/policy-feed';
import { ProcessDesk } from '../../src/write/process/process-desk';
import { ProcessRunner } from '../../src/write/process/process-runner';
import { Reactor } from '../../src/write/process/reactor';
import { TimerClock } from '../../src/write/process/timer-clock';
import { TimerList } from '../../src/write/process/timer-list';
import { Troubles } from '../../src/write/process/troubles';
import type { TripCommand } from '../../src/write/trip/domain/trip.command';
import { tripDecider } from '../../src/write/trip/domain/trip.decider';

export interface Wiring {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly policies: readonly AnyPolicy[];
  /** Carries out what policies send; trips' commands, when absent. */
  readonly execute?: (command: object) => Promise<unknown>;
  readonly mostTimersInMemory?: number;
}

/** One process of the role `process`, without Nest and without doors. */
export function processesOn({ store, clock, policies: all, execute, mostTimersInMemory }: Wiring) {
  const door = new DecideAndAppend(store);
  const commands = { execute: execute ?? ((command) => onTrips(door, command as TripCommand)) };
  const policies = new Policies(all);
  const log = new EngineLog(store, clock);
  const timers = new TimerClock(new TimerList(log, clock), clock, mostTimersInMemory);
  const troubles = new Troubles(log);
  const reactor = new Reactor(door, commands as CommandBus, timers, troubles, clock);
  const lanes = new Lanes(16, 64);
  const feed = new PolicyFeed(store, policies, reactor, log, lanes, clock);
  const desk = new ProcessDesk(store, policies, troubles, reactor, log);
  const runner = new ProcessRunner(policies, feed, timers, reactor, lanes, desk, troubles, clock);
  return { ...{ door, timers, troubles, reactor, feed, desk, runner, log } };
}

function onTrips(door: DecideAndAppend, command: TripCommand): Promise<unknown> {
  return door.execute(tripDecider, command.tripId, command);
}

export const later = (instant: Instant, ms: number): Instant =>
  new Date(Date.parse(instant) + ms).toISOString();
