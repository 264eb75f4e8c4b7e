import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { EventStore } from '../../../shared/event-store/event-store';
import { Leases, type Lease } from '../../../shared/mongo/leases';
import { DeadLetters } from '../dead-letters/dead-letters';
import { fingerprintOf } from '../fingerprint';
import { History } from '../history';
import { tailOf } from '../tail';
import type { Projection } from '../projection';
import { ReadModels, type Build } from '../read-models';
import { Buildings } from './buildings';
import { BulkFold } from './bulk-fold';
import { CatchUp } from './catch-up';
import { rebuildLease } from './rebuild';
import { NothingToDo, RebuildInProgress, RebuildOvertaken } from './rebuild.errors';
import { Switches } from './switches';

const TRIES = 100;

export interface RolledBack {
  readonly readModel: string;
  /** The build that answers now. */
  readonly live: Build;
  /** True when it was built by this code and first brought level with the log: readers saw no older answer. */
  readonly caughtUp: boolean;
}

/** Goes back to the build before: at once, or as soon as it has all that the live one has. */
@Injectable()
export class Rollback {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly deadLetters: DeadLetters,
    private readonly leases: Leases,
    private readonly catchesUp: CatchUp,
    private readonly buildings: Buildings,
    private readonly switches: Switches,
    private readonly history: History,
  ) {}

  /** @throws NothingToDo without a build to go back to; RebuildInProgress, RebuildOvertaken, LeaseLost */
  async run(projection: Projection<object>): Promise<RolledBack> {
    const { name } = projection;
    const lease = await this.leases.tryAcquire(rebuildLease(name));
    if (!lease) throw new RebuildInProgress(name);
    try {
      const previous = (await this.readModels.find(name))?.previous;
      if (!previous) throw new NothingToDo(`${name} has no build to go back to`);
      const caughtUp = await this.isOurs(projection, previous);
      await (caughtUp
        ? this.whenLevel(projection, previous, lease)
        : this.switches.back(name, previous, true));
      const { collection } = previous;
      await this.history.note(name, 'rolled back', { collection, caughtUp, token: lease.token });
      const live = (await this.readModels.opened(projection)).live;
      return { readModel: name, live, caughtUp };
    } finally {
      await lease.release();
    }
  }

  /** Only the code that folded a build can go on with it; other code's stands where it stopped until that code runs. */
  private async isOurs(projection: Projection<object>, previous: Build): Promise<boolean> {
    if (previous.fingerprint !== fingerprintOf(projection)) return false;
    return (await tailOf(this.store, previous, 0, 1)).sameLog;
  }

  private async whenLevel(
    projection: Projection<object>,
    previous: Build,
    lease: Lease,
  ): Promise<void> {
    const { name } = projection;
    await this.deadLetters.forgetBeyond(previous);
    const parking = await this.deadLetters.parkingOf(name, previous);
    const fold = new BulkFold(this.db, projection, { build: previous, parking });
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const build = await this.catchesUp.run(fold);
      await lease.renew();
      await this.deadLetters.add(name, build, fold.place.parking.added);
      await this.buildings.keepPrevious(name, build);
      fold.parkedAreKept();
      if (await this.switches.back(name, build, false)) return;
    }
    throw new RebuildOvertaken(name);
  }
}
