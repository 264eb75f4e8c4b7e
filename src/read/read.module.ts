import { Module, type DynamicModule } from '@nestjs/common';
import { Db } from 'mongodb';
import type { ChangedProjections } from '../shared/configuration';
import { EventStore } from '../shared/event-store/event-store';
import { GeographyModule } from '../shared/geography/geography.module';
import { Leases } from '../shared/mongo/leases';
import { TimeTravel } from './engine/as-of/time-travel';
import { DeadLetters } from './engine/dead-letters/dead-letters';
import { SecondTry } from './engine/dead-letters/second-try';
import { Freshness } from './engine/freshness';
import { History } from './engine/history';
import { ChangedCode } from './engine/live/changed-code';
import { LiveFeed } from './engine/live/live-feed';
import { Watchdog } from './engine/live/watchdog';
import { Projector } from './engine/projector';
import { ReadModels } from './engine/read-models';
import { Buildings } from './engine/rebuild/buildings';
import { CatchUp } from './engine/rebuild/catch-up';
import { Jobs } from './engine/rebuild/job';
import { Erasure } from './engine/erasure/erasure';
import { Purge } from './engine/erasure/purge';
import { SubjectExports } from './engine/erasure/subject-export';
import { LetterKeys } from './engine/rebuild/letter-keys';
import { Operations } from './engine/rebuild/operations';
import { Parity } from './engine/rebuild/parity';
import { Pass } from './engine/rebuild/pass';
import { Rebuild } from './engine/rebuild/rebuild';
import { Rollback } from './engine/rebuild/rollback';
import { Scratches } from './engine/rebuild/scratches';
import { Switches } from './engine/rebuild/switches';
import { Verify } from './engine/rebuild/verify';
import { Refold } from './engine/refold/refold';
import { Repair } from './engine/refold/repair';
import { projections } from './projections';
import { controllers, queries } from './questions';

/** Keeps the registry of read models and builds them anew. */
@Module({
  providers: [
    ...[ReadModels, Projector, DeadLetters, SecondTry, History],
    ...[Scratches, Buildings, CatchUp, Jobs, Pass, LetterKeys, Refold, Parity, Switches, Rebuild],
    ...[Operations, Rollback, Verify, Repair, TimeTravel, Purge, Erasure, SubjectExports],
  ],
  exports: [
    ...[ReadModels, Projector, DeadLetters, SecondTry, History],
    ...[Buildings, Rebuild, Operations, Rollback, Verify, Repair, TimeTravel],
    ...[Erasure, SubjectExports],
  ],
})
export class ReadEngineModule {}

/** Keeps the read models level with the log. */
@Module({})
export class ProjectModule {
  static onChange(changed: ChangedProjections): DynamicModule {
    return {
      module: ProjectModule,
      imports: [ReadEngineModule],
      providers: [
        {
          provide: ChangedCode,
          useFactory: (models: ReadModels, rebuild: Rebuild) =>
            new ChangedCode(projections, models, rebuild, changed),
          inject: [ReadModels, Rebuild],
        },
        {
          provide: LiveFeed,
          useFactory: (
            ...[store, readModels, projector, secondTry, leases, deadLetters]: [
              ...[EventStore, ReadModels, Projector, SecondTry, Leases, DeadLetters],
            ]
          ) => {
            const engine = { store, readModels, projector, secondTry, leases, deadLetters };
            return new LiveFeed(projections, engine);
          },
          inject: [EventStore, ReadModels, Projector, SecondTry, Leases, DeadLetters],
        },
      ],
      exports: [LiveFeed],
    };
  }
}

/** Answers from them. */
@Module({})
export class ReadModule {
  static waiting(longestWaitMs: number): DynamicModule {
    return {
      module: ReadModule,
      imports: [ReadEngineModule, GeographyModule],
      controllers: [...controllers],
      providers: [
        {
          provide: Freshness,
          useFactory: (db: Db, store: EventStore, readModels: ReadModels) =>
            new Freshness(db, store, readModels, longestWaitMs),
          inject: [Db, EventStore, ReadModels],
        },
        {
          provide: Watchdog,
          useFactory: (store: EventStore, models: ReadModels, letters: DeadLetters) =>
            new Watchdog(projections, store, models, letters),
          inject: [EventStore, ReadModels, DeadLetters],
        },
        ...queries,
      ],
    };
  }
}
