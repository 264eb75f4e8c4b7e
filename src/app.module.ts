import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { DispatchModule } from './dispatch/dispatch.module';
import { PingsModule } from './dispatch/pings/pings.module';
import { ProjectModule, ReadModule } from './read/read.module';
import type { Configuration } from './shared/configuration';
import { EventStoreModule } from './shared/event-store/event-store.module';
import { HealthModule } from './health/health.module';
import { ProblemFilter } from './shared/http/problem.filter';
import { IdentityGuard } from './shared/identity/identity.guard';
import { TokenVerifier } from './shared/identity/token-verifier';
import { MetricsModule } from './shared/metrics/metrics.module';
import { MongoModule } from './shared/mongo/mongo.module';
import { CommandPathModule } from './write/command-path.module';
import { StrategyModule } from './write/dispatch/strategy.module';
import { ProcessModule } from './write/process.module';
import { WriteModule } from './write/write.module';

/** One process: the stores, the doors, and the roles that its configuration gives it. */
@Module({})
export class AppModule {
  static with(configuration: Configuration): DynamicModule {
    const { eventStoreUrl, mongoUrl, jwksUrl, tokenRules, roles, queryWaitMs } = configuration;
    const { changedProjections, personalKeyFile: keyFile } = configuration;
    // One of it, wherever it is asked for.
    const dispatch = roles.includes('dispatch') ? DispatchModule.by(configuration) : undefined;
    return {
      module: AppModule,
      imports: [
        EventStoreModule.at(eventStoreUrl, { mongoUrl, keyFile }),
        MongoModule.at(mongoUrl),
        HealthModule.of(roles, dispatch),
        MetricsModule,
        CommandPathModule.remembering(configuration.rememberedStreams),
        StrategyModule.following(configuration.dispatchStrategy),
        ...(roles.includes('write')
          ? [WriteModule, PingsModule.keeping(configuration.telemetryDays)]
          : []),
        ...(roles.includes('read') ? [ReadModule.waiting(queryWaitMs)] : []),
        ...(roles.includes('project') ? [ProjectModule.onChange(changedProjections)] : []),
        ...(roles.includes('process') ? [ProcessModule] : []),
        ...(dispatch ? [dispatch] : []),
      ],
      providers: [
        { provide: TokenVerifier, useFactory: () => TokenVerifier.at(jwksUrl, tokenRules) },
        { provide: APP_GUARD, useClass: IdentityGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
