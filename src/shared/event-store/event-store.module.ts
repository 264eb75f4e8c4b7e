import { Module, type DynamicModule } from '@nestjs/common';
import { history } from '../events/history';
import { keyedBy, subjectKeysIn, type KeyStore } from '../personal/keyed';
import { SubjectKeys } from '../personal/subject-keys';
import { EventStore } from './event-store';
import { EventStoreDBEventStore } from './eventstoredb.event-store';

@Module({})
export class EventStoreModule {
  static at(url: string, keys: KeyStore): DynamicModule {
    return {
      module: EventStoreModule,
      global: true,
      providers: [
        { provide: SubjectKeys, useFactory: () => subjectKeysIn(keys) },
        {
          provide: EventStore,
          useFactory: (own: SubjectKeys) => new EventStoreDBEventStore(url, history, keyedBy(own)),
          inject: [SubjectKeys],
        },
      ],
      exports: [EventStore, SubjectKeys],
    };
  }
}
