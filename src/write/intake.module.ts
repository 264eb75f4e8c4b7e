import { Module } from '@nestjs/common';
import { EventStore } from '../shared/event-store/event-store';
import { Metrics } from '../shared/metrics/metrics';
import { Intake } from './intake';

@Module({
  providers: [
    {
      provide: Intake,
      useFactory: (store: EventStore, metrics: Metrics) => new Intake(store, metrics),
      inject: [EventStore, Metrics],
    },
  ],
  exports: [Intake],
})
export class IntakeModule {}
