import { MetricsModule } from '../shared/metrics/metrics.module';
import { CommandPathModule } from '../write/command-path.module';
import { StrategyModule } from '../write/dispatch/strategy.module';
import { ProcessEngineModule } from '../write/process.module';
import { Policies } from '../write/process/policies';
import { ProcessDesk } from '../write/process/process-desk';
import { withContext } from './with-context';

interface Engine {
  readonly policies: Policies;
  readonly desk: ProcessDesk;
}

/**
 * Runs with the policies at hand, none of them running.
 * @throws ConfigurationError; what the clients throw while a store is away
 */
export function withProcesses<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
  return withContext(
    ProcessEngineModule,
    () => [MetricsModule, CommandPathModule.remembering(), StrategyModule.following()],
    (context) => use({ policies: context.get(Policies), desk: context.get(ProcessDesk) }),
  );
}
