import { Inject, Module, type OnApplicationShutdown, type DynamicModule } from '@nestjs/common';
import { Db } from 'mongodb';
import { KeyRing } from '../../shared/personal/key-ring';
import { PingDoor } from './ping-door';
import { PingMetrics } from './ping-metrics';
import { PingsController } from './pings.controller';
import { Recorder } from './recorder';
import { SightingsModule } from './sightings.module';
import { Uplink } from './uplink';
import { Whereabouts } from './whereabouts';

/** Takes pings in, over HTTP and over lines that stay open. */
@Module({})
export class PingsModule implements OnApplicationShutdown {
  constructor(@Inject(Recorder) private readonly recorder: Recorder) {}

  /** @param trailDays how long trails are kept */
  static keeping(trailDays?: number): DynamicModule {
    return {
      module: PingsModule,
      imports: [SightingsModule],
      controllers: [PingsController],
      providers: [
        {
          provide: Recorder,
          useFactory: (db: Db, { door }: Whereabouts) =>
            started(new Recorder(db, { door, ...(trailDays && { trailDays }) })),
          inject: [Db, Whereabouts],
        },
        {
          provide: PingDoor,
          useFactory: (whereabouts: Whereabouts, recorder: Recorder, ring: KeyRing) =>
            new PingDoor({
              ...{ whereabouts, recorder },
              isErased: (driverId) => ring.isErased(driverId),
              now: () => Date.now(),
            }),
          inject: [Whereabouts, Recorder, KeyRing],
        },
        ...[Uplink, PingMetrics],
      ],
      exports: [SightingsModule],
    };
  }

  /** When the server is closed: nothing more comes in. */
  async onApplicationShutdown(): Promise<void> {
    await this.recorder.stop();
  }
}

function started(recorder: Recorder): Recorder {
  recorder.start();
  return recorder;
}
