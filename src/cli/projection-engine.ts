import { Db } from 'mongodb';
import { TimeTravel } from '../read/engine/as-of/time-travel';
import { DeadLetters } from '../read/engine/dead-letters/dead-letters';
import { SecondTry } from '../read/engine/dead-letters/second-try';
import { Erasure } from '../read/engine/erasure/erasure';
import { SubjectExports } from '../read/engine/erasure/subject-export';
import { History } from '../read/engine/history';
import { ReadModels } from '../read/engine/read-models';
import { Operations } from '../read/engine/rebuild/operations';
import { Rebuild } from '../read/engine/rebuild/rebuild';
import { Rollback } from '../read/engine/rebuild/rollback';
import { Verify } from '../read/engine/rebuild/verify';
import { Repair } from '../read/engine/refold/repair';
import { ReadEngineModule } from '../read/read.module';
import { EventStore } from '../shared/event-store/event-store';
import { Leases } from '../shared/mongo/leases';
import { MongoModule } from '../shared/mongo/mongo.module';
import { withContext } from './with-context';

/** All that can be done to read models. */
export interface Engine {
  readonly db: Db;
  readonly store: EventStore;
  readonly leases: Leases;
  readonly readModels: ReadModels;
  readonly rebuild: Rebuild;
  readonly operations: Operations;
  readonly rollback: Rollback;
  readonly verify: Verify;
  readonly repair: Repair;
  readonly timeTravel: TimeTravel;
  readonly history: History;
  readonly deadLetters: DeadLetters;
  readonly secondTry: SecondTry;
  readonly erasure: Erasure;
  readonly exports: SubjectExports;
}

const onMongo = ({ mongoUrl }: { mongoUrl: string }) => [MongoModule.at(mongoUrl)];

/**
 * Runs with the engine of the read models at hand, following nothing by itself.
 * @throws ConfigurationError; what the clients throw while a store is away
 */
export function withEngine<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
  return withContext(ReadEngineModule, onMongo, (context) =>
    use({
      ...{ db: context.get(Db), store: context.get(EventStore), leases: context.get(Leases) },
      ...{ readModels: context.get(ReadModels), rebuild: context.get(Rebuild) },
      ...{ operations: context.get(Operations), rollback: context.get(Rollback) },
      ...{ verify: context.get(Verify), repair: context.get(Repair) },
      ...{ timeTravel: context.get(TimeTravel), history: context.get(History) },
      ...{ deadLetters: context.get(DeadLetters), secondTry: context.get(SecondTry) },
      ...{ erasure: context.get(Erasure), exports: context.get(SubjectExports) },
    }),
  );
}
