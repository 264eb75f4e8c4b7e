import { NestFactory } from '@nestjs/core';
import { openStores } from '../first-run/stores';
import { EventStoreModule } from '../shared/event-store/event-store.module';
import { LoudLogger } from '../shared/loud-logger';
import { keysBeside } from '../shared/personal/keyed';
import { MetricsModule } from '../shared/metrics/metrics.module';
import { CommandPathModule } from '../write/command-path.module';
import { ProcessEngineModule } from '../write/process.module';
import { Policies } from '../write/process/policies';
import { ProcessDesk } from '../write/process/process-desk';

interface Engine {
  readonly policies: Policies;
  readonly desk: ProcessDesk;
}

/**
 * Runs with the log open and closes it whatever happens; nothing is taken up by itself meanwhile.
 * @throws ConfigurationError; StoreUnavailable
 */
export async function withProcesses<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
  const stores = await openStores();
  try {
    const context = await NestFactory.createApplicationContext(
      {
        module: ProcessEngineModule,
        imports: [
          EventStoreModule.at(stores.eventStoreUrl, keysBeside(stores)),
          MetricsModule,
          CommandPathModule.remembering(),
        ],
      },
      { logger: new LoudLogger(), abortOnError: false },
    );
    try {
      return await use({ policies: context.get(Policies), desk: context.get(ProcessDesk) });
    } finally {
      await context.close();
    }
  } finally {
    await stores.close();
  }
}
