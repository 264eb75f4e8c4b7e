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
          useFactory: erasureWatch,
          inject: [SubjectKeys, KeyRing].map((token) => ({ token, optional: true })),
        },
        {
          provide: RememberedStreams,
          useFactory: (erased: ErasureWatch | null) =>
            new RememberedStreams(mostStreams, erased ?? undefined),
          inject: [ErasureWatch],
        },
        { provide: Snapshots, useFactory: snapshotsIn, inject: [EventStore] },
        DecideAndAppend,
      ],
      exports: [DecideAndAppend, Snapshots],
    };
  }
}

/** Null beside a log that is read without keys: what is personal is not known here, and never was. */
function erasureWatch(keys?: SubjectKeys, ring?: KeyRing): ErasureWatch | null {
  return keys && ring ? new ErasureWatch(keys, ring) : null;
}

function snapshotsIn(store: EventStore): Snapshots {
  return new Snapshots(store, new EngineLog(store, new SystemClock()));
}
