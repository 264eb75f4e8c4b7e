import { Module, type DynamicModule } from '@nestjs/common';
import { history } from '../events/history';
import { keyedBy, subjectKeysIn, type KeyStore } from '../personal/keyed';
import { KeyRing } from '../personal/key-ring';
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
          provide: KeyRing,
          useFactory: (own: SubjectKeys) => new KeyRing(own),
          inject: [SubjectKeys],
        },
        {
          provide: EventStore,
          useFactory: (own: SubjectKeys, ring: KeyRing) =>
            new EventStoreDBEventStore(url, history, keyedBy(own, ring)),
          inject: [SubjectKeys, KeyRing],
        },
      ],
      exports: [EventStore, SubjectKeys, KeyRing],
    };
  }
}
