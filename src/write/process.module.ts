import { Module } from '@nestjs/common';
import { Clock, SystemClock } from './process/clock';
import { EngineLog } from './process/engine-log';
import { Lanes } from './process/lanes';
import { Policies } from './process/policies';
import { PolicyFeed } from './process/policy-feed';
import { ProcessDesk } from './process/process-desk';
import { ProcessMetrics } from './process/process-metrics';
import { ProcessRunner } from './process/process-runner';
import { Reactor } from './process/reactor';
import { TimerClock } from './process/timer-clock';
import { TimerList } from './process/timer-list';
import { Troubles } from './process/troubles';
import { whenDriverArrivedWatchTheWait } from './trip/domain/when-driver-arrived-watch-the-wait';
import { whenTripScheduledActivateIt } from './trip/domain/when-trip-scheduled-activate-it';
import { TripCommandsModule } from './trip/trip.module';

const POLICIES = [whenTripScheduledActivateIt, whenDriverArrivedWatchTheWait];

const INSTANCES_AT_ONCE = 64;
const MOST_WAITING = 512;

/** Everything that policies need to react, without anything that makes them: for operators' commands. */
@Module({
  imports: [TripCommandsModule],
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: Policies, useFactory: () => new Policies(POLICIES) },
    { provide: TimerClock, useFactory: timerClock, inject: [TimerList, Clock] },
    ...[EngineLog, TimerList, Troubles, Reactor, ProcessDesk],
  ],
  exports: [Clock, Policies, TimerClock, EngineLog, Troubles, Reactor, ProcessDesk],
})
export class ProcessEngineModule {}

/** Lets what happens have its consequences. */
@Module({
  imports: [ProcessEngineModule],
  providers: [
    { provide: Lanes, useFactory: () => new Lanes(INSTANCES_AT_ONCE, MOST_WAITING) },
    ...[PolicyFeed, ProcessRunner, ProcessMetrics],
  ],
  exports: [ProcessEngineModule, ProcessRunner],
})
export class ProcessModule {}

function timerClock(list: TimerList, clock: Clock): TimerClock {
  return new TimerClock(list, clock);
}
