import { Module, type DynamicModule } from '@nestjs/common';
import { DeadLetters } from '../read/engine/dead-letters/dead-letters';
import { Watchdog } from '../read/engine/live/watchdog';
import { ReadModels } from '../read/engine/read-models';
import { projections } from '../read/projections';
import { ReadEngineModule } from '../read/read.module';
import type { ProcessRole } from '../shared/configuration';
import { EventStore } from '../shared/event-store/event-store';
import { MetricsModule } from '../shared/metrics/metrics.module';
import { IntakeModule } from '../write/intake.module';
import { ProcessModule } from '../write/process.module';
import { HealthController } from './health.controller';
import { ReadModelMetrics } from './read-model-metrics';

@Module({})
export class HealthModule {
  /** A process that only decides is well while its stores are, whatever the read models do. */
  static of(roles: readonly ProcessRole[], dispatch?: DynamicModule): DynamicModule {
    const watched = roles.includes('read') || roles.includes('project') ? projections : [];
    return {
      module: HealthModule,
      imports: [
        MetricsModule,
        ReadEngineModule,
        ...(roles.includes('write') ? [IntakeModule] : []),
        ...(roles.includes('process') ? [ProcessModule] : []),
        ...(dispatch ? [dispatch] : []),
      ],
      controllers: [HealthController],
      providers: [
        {
          provide: Watchdog,
          useFactory: (store: EventStore, models: ReadModels, letters: DeadLetters) =>
            new Watchdog(watched, store, models, letters),
          inject: [EventStore, ReadModels, DeadLetters],
        },
        ReadModelMetrics,
      ],
      exports: [Watchdog],
    };
  }
}
