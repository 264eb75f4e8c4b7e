import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Db } from 'mongodb';
import { Sightings } from '../supply/sightings';
import { LiveSightings } from './live-sightings';
import { OtherDoors } from './other-doors';
import { Whereabouts } from './whereabouts';

/** Where drivers are, whichever process they told. */
@Module({
  providers: [
    { provide: Whereabouts, useFactory: () => new Whereabouts() },
    {
      provide: LiveSightings,
      useFactory: (db: Db, whereabouts: Whereabouts) =>
        new LiveSightings(whereabouts, new OtherDoors(db, whereabouts.door)),
      inject: [Db, Whereabouts],
    },
    { provide: Sightings, useExisting: LiveSightings },
  ],
  exports: [Sightings, Whereabouts],
})
export class SightingsModule implements OnApplicationShutdown {
  constructor(@Inject(LiveSightings) private readonly sightings: LiveSightings) {}

  async onApplicationShutdown(): Promise<void> {
    await this.sightings.stop();
  }
}
