import { Module } from '@nestjs/common';
import { DispatchCommandsModule } from './dispatch/dispatch.module';
import { whenMatchingStartedFindADriver } from './dispatch/domain/when-matching-started-find-a-driver';
import { StrategyInForce } from './dispatch/strategy.module';
import { DriverCommandsModule } from './drivers/drivers.module';
import { whenDocumentVerifiedWatchItsEnd } from './drivers/driver/domain/when-document-verified-watch-its-end';
import { whenDriverSuspendedLiftItInTime } from './drivers/driver/domain/when-driver-suspended-lift-it-in-time';
import { whenDocumentVerifiedRenewTheShift } from './drivers/shift/domain/when-document-verified-renew-the-shift';
import { whenDriverFallsOutEndTheShift } from './drivers/shift/domain/when-driver-falls-out-end-the-shift';
import { whenDriverReservedLetItLapse } from './drivers/shift/domain/when-driver-reserved-let-it-lapse';
import { whenOfferAnsweredHoldOrRelease } from './drivers/shift/domain/when-offer-answered-hold-or-release';
import { whenTripGoesOnFollowIt } from './drivers/shift/domain/when-trip-goes-on-follow-it';
import { whenVehicleHeldSeeTheShiftBegin } from './drivers/shift/domain/when-vehicle-held-see-the-shift-begin';
import { whenShiftEndedReleaseTheVehicle } from './drivers/vehicle/domain/when-shift-ended-release-the-vehicle';
import { whenVehicleInspectedWatchItsEnd } from './drivers/vehicle/domain/when-vehicle-inspected-watch-its-end';
import { whenQueuedDriverHasATrip } from './drivers/zone-queue/domain/when-queued-driver-has-a-trip';
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
import { whenDriverCommittedAssignThem } from './trip/domain/when-driver-committed-assign-them';
import { whenTripScheduledActivateIt } from './trip/domain/when-trip-scheduled-activate-it';
import { TripCommandsModule } from './trip/trip.module';

const policies = ({ name: strategy }: StrategyInForce) => [
  ...[whenTripScheduledActivateIt, whenDriverArrivedWatchTheWait],
  ...[whenDocumentVerifiedWatchItsEnd, whenDriverSuspendedLiftItInTime],
  ...[whenVehicleInspectedWatchItsEnd, whenShiftEndedReleaseTheVehicle],
  ...[whenVehicleHeldSeeTheShiftBegin, whenTripGoesOnFollowIt, whenDriverReservedLetItLapse],
  ...[whenDriverFallsOutEndTheShift, whenDocumentVerifiedRenewTheShift],
  ...[whenMatchingStartedFindADriver(strategy), whenOfferAnsweredHoldOrRelease],
  ...[whenDriverCommittedAssignThem, whenQueuedDriverHasATrip],
];

const INSTANCES_AT_ONCE = 64;
const MOST_WAITING = 512;

/** Everything that policies need to react, without anything that makes them: for operators' commands. */
@Module({
  imports: [TripCommandsModule, DriverCommandsModule, DispatchCommandsModule],
  providers: [
    { provide: Clock, useClass: SystemClock },
    {
      provide: Policies,
      useFactory: (inForce: StrategyInForce) => new Policies(policies(inForce)),
      inject: [StrategyInForce],
    },
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
