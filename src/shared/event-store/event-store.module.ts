import { Module, type DynamicModule } from '@nestjs/common';
import { history } from '../events/history';
import { EventStore } from './event-store';
import { EventStoreDBEventStore } from './eventstoredb.event-store';

@Module({})
export class EventStoreModule {
  static at(url: string): DynamicModule {
    return {
      module: EventStoreModule,
      global: true,
      providers: [
        { provide: EventStore, useFactory: () => new EventStoreDBEventStore(url, history) },
      ],
      exports: [EventStore],
    };
  }
}
