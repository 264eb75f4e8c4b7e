import { Module, type DynamicModule } from '@nestjs/common';
import { DecideAndAppend } from './decide-and-append';
import { EventStore } from '../shared/event-store/event-store';
import { ErasureWatch } from '../shared/personal/erasure-watch';
import { KeyRing } from '../shared/personal/key-ring';
import { SubjectKeys } from '../shared/personal/subject-keys';
import { SystemClock } from './process/clock';
import { EngineLog } from './process/engine-log';
import { RememberedStreams } from './remembered-streams';
import { Snapshots } from './snapshots';

/** The one path from command to log, with the one memory of streams that a process has. */
@Module({})
export class CommandPathModule {
  static remembering(mostStreams?: number): DynamicModule {
    return {
      module: CommandPathModule,
      global: true,
      providers: [
        {
          provide: ErasureWatch,
          useFactory: (keys: SubjectKeys, ring: KeyRing) => new ErasureWatch(keys, ring),
          inject: [SubjectKeys, KeyRing],
        },
        {
          provide: RememberedStreams,
          useFactory: (erased: ErasureWatch) => new RememberedStreams(mostStreams, erased),
          inject: [ErasureWatch],
        },
        { provide: Snapshots, useFactory: snapshotsIn, inject: [EventStore] },
        DecideAndAppend,
      ],
      exports: [DecideAndAppend, Snapshots],
    };
  }
}

function snapshotsIn(store: EventStore): Snapshots {
  return new Snapshots(store, new EngineLog(store, new SystemClock()));
}
