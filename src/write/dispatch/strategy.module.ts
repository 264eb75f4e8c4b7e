import { Module, type DynamicModule } from '@nestjs/common';
import type { DispatchStrategy } from '../../shared/events/dispatch.shapes';

/** What this installation's searches are opened with, and matched by while there is time. */
export class StrategyInForce {
  constructor(readonly name: DispatchStrategy) {}
}

/** The one strategy that policies and dispatchers of a process agree on. */
@Module({})
export class StrategyModule {
  static following(name: DispatchStrategy = 'batch-v1'): DynamicModule {
    return {
      module: StrategyModule,
      global: true,
      providers: [{ provide: StrategyInForce, useValue: new StrategyInForce(name) }],
      exports: [StrategyInForce],
    };
  }
}
