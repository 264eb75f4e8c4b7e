import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Leases, type Lease } from '../../../shared/mongo/leases';
import { History } from '../history';
import type { Projection } from '../projection';
import { ReadModels, type Build, type Building } from '../read-models';
import { Buildings } from './buildings';
import { rebuildLease } from './rebuild';
import { RebuildInProgress, RebuildOvertaken } from './rebuild.errors';

/** Longer than a dead builder's lease lasts, so that an answer comes whether it lives or not. */
const PATIENCE_MS = 15_000;
const ASKED_EVERY_MS = 100;

/** What an operator does to builds; each deed is noted, and only one is done to a read model at a time. */
@Injectable()
export class Operations {
  constructor(
    private readonly readModels: ReadModels,
    private readonly buildings: Buildings,
    private readonly leases: Leases,
    private readonly history: History,
  ) {}

  /**
   * Whoever builds stops at its next look and can be resumed.
   * @returns the build as it was left
   * @throws NothingToDo without an unfinished build; RebuildOvertaken when it came to its end first; RebuildInProgress when
   * the builder does not stop in time
   */
  async pause({ name }: Projection<object>): Promise<Building> {
    await this.buildings.ask(name, 'pause');
    const lease = await this.onceFree(name);
    try {
      const building = (await this.readModels.find(name))?.building;
      if (!building) throw new RebuildOvertaken(name);
      return building;
    } finally {
      await lease.release();
    }
  }

  /**
   * Gives the unfinished build up, also while it is being built.
   * @throws NothingToDo without one; RebuildInProgress when the builder does not stop in time
   */
  async abort({ name }: Projection<object>): Promise<Building> {
    const building = await this.buildings.ask(name, 'abort');
    const lease = await this.onceFree(name);
    try {
      const left = (await this.readModels.find(name))?.building;
      if (left?.collection === building.collection) {
        await this.buildings.abort(name);
        await this.history.note(name, 'aborted', { collection: left.collection });
      }
      return building;
    } finally {
      await lease.release();
    }
  }

  /** @throws NothingToDo when there is none, RebuildInProgress */
  async dropOld({ name }: Projection<object>): Promise<Build> {
    const lease = await this.leases.tryAcquire(rebuildLease(name));
    if (!lease) throw new RebuildInProgress(name);
    try {
      const dropped = await this.buildings.dropPrevious(name);
      await this.history.note(name, 'dropped', { collection: dropped.collection });
      return dropped;
    } finally {
      await lease.release();
    }
  }

  /** Drops what a process that died has left of builds that the registry knows no more, once its lease is over. @throws RebuildInProgress */
  async sweep({ name }: Projection<object>): Promise<void> {
    const lease = await this.onceFree(name);
    await this.buildings.sweep(name).finally(() => lease.release());
  }

  /** The lease, when the builder has let go of it. */
  private async onceFree(name: string): Promise<Lease> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const lease = await this.leases.tryAcquire(rebuildLease(name));
      if (lease) return lease;
      if (Date.now() >= deadline) throw new RebuildInProgress(name);
      await pause(ASKED_EVERY_MS);
    }
  }
}
