import { Injectable } from '@nestjs/common';
import { EventStore } from '../../../shared/event-store/event-store';
import type { Build } from '../read-models';
import type { BulkFold } from './bulk-fold';
import { END_OF_LOG, logBetween } from './log-between';

/** Brings a build that is not live on. */
@Injectable()
export class CatchUp {
  constructor(private readonly store: EventStore) {}

  /**
   * @param upTo the position to stop at, that event included; the end of the log without
   * @param folded called after every batch
   * @returns the build as its collection now holds it; its checkpoint is for the caller to keep
   * @throws StoreUnavailable and what MongoDB throws: the build is to be gone on with from its checkpoint
   */
  async run(fold: BulkFold, upTo = END_OF_LOG, folded?: () => void): Promise<Build> {
    for await (const batch of logBetween(this.store, fold.place.build.position, upTo)) {
      await fold.add(batch);
      folded?.();
    }
    await fold.flush();
    return fold.place.build;
  }
}
