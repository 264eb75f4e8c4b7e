import { Db } from 'mongodb';
import { ReadModels } from '../read/engine/read-models';
import { EventStore } from '../shared/event-store/event-store';
import { MongoModule } from '../shared/mongo/mongo.module';
import { MetricsModule } from '../shared/metrics/metrics.module';
import type { Reader } from '../trace/trace-words';
import { CommandPathModule } from '../write/command-path.module';
import { StrategyModule } from '../write/dispatch/strategy.module';
import { ProcessEngineModule } from '../write/process.module';
import { Policies } from '../write/process/policies';
import { ProcessDesk } from '../write/process/process-desk';
import { withContext } from './with-context';

/** The log, and everyone who reads it. */
export interface Readers {
  readonly store: EventStore;
  readonly policies: readonly string[];
  /** Who has come as far as this position, and who has not. */
  reachedBy(position: string): Promise<Reader[]>;
}

const imports = ({ mongoUrl }: { mongoUrl: string }) => [
  ...[MongoModule.at(mongoUrl), MetricsModule],
  ...[CommandPathModule.remembering(), StrategyModule.following()],
];

/**
 * Runs with the log open and its readers' positions at hand.
 * @throws ConfigurationError; what the clients throw while a store is away
 */
export function withReaders<T>(use: (readers: Readers) => Promise<T>): Promise<T> {
  return withContext(ProcessEngineModule, imports, (context) => {
    const policies = context.get(Policies).all.map(({ name }) => name);
    const [desk, readModels] = [context.get(ProcessDesk), new ReadModels(context.get(Db))];
    const reachedBy = async (position: string): Promise<Reader[]> => [
      ...(await readModels.all()).map(({ _id: name, live }): Reader => {
        return { kind: 'projection', name, ...at(live.position, position), time: live.time };
      }),
      ...(await policiesAt(desk, policies, position)),
    ];
    return use({ store: context.get(EventStore), policies, reachedBy });
  });
}

async function policiesAt(
  desk: ProcessDesk,
  policies: readonly string[],
  position: string,
): Promise<Reader[]> {
  const positions = await desk.positions();
  return policies.map((name) => {
    return { kind: 'policy', name, ...at(positions[name] ?? null, position), time: null };
  });
}

const at = (position: string | null, goal: string) => ({
  position,
  reached: position !== null && position >= goal,
});
