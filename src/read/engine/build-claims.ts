import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import type { Projection } from './projection';
import { collectionName, ReadModels, type Build, type ReadModel } from './read-models';
import { RebuildInProgress, RebuildOvertaken } from './rebuild.errors';

/** A rebuild that has not been heard of for so long has died. */
const SILENT_MS = 30_000;

/** Who builds which read model anew, and the one write that makes a build the live one. */
@Injectable()
export class BuildClaims {
  constructor(
    private readonly db: Db,
    private readonly readModels: ReadModels,
  ) {}

  /**
   * Claims the next build number and answers with its collection; a rebuild that died is cleared away.
   * @throws RebuildInProgress
   */
  async begin(projection: Projection<object>, before: ReadModel): Promise<string> {
    const { building, builds } = before;
    if (building && Date.now() - building.seenAt.getTime() < SILENT_MS) {
      throw new RebuildInProgress(projection.name);
    }
    const collection = collectionName(projection, builds + 1);
    const { matchedCount } = await this.readModels.entries.updateOne(
      { _id: projection.name, builds },
      { $set: { building: { collection, seenAt: new Date() }, builds: builds + 1 } },
    );
    if (matchedCount === 0) throw new RebuildInProgress(projection.name);
    if (building) await this.db.dropCollection(building.collection);
    return collection;
  }

  /** Only when readers would not see time go backwards: the new build has all that the live one has. */
  async switchTo({ name }: Projection<object>, before: ReadModel, build: Build): Promise<boolean> {
    const now = await this.readModels.find(name);
    if (now?.live.collection !== before.live.collection) throw new RebuildOvertaken(name);
    if ((now.live.position ?? '') > (build.position ?? '')) return false;
    const { matchedCount } = await this.readModels.entries.updateOne(
      {
        _id: name,
        'live.collection': now.live.collection,
        'live.position': now.live.position,
        'building.collection': build.collection,
      },
      { $set: { live: build, previous: now.live, building: null } },
    );
    return matchedCount === 1;
  }

  /** Says that the rebuild lives. @throws RebuildOvertaken when it was taken for dead */
  async keep({ name }: Projection<object>, collection: string): Promise<void> {
    const { matchedCount } = await this.readModels.entries.updateOne(
      { _id: name, 'building.collection': collection },
      { $set: { 'building.seenAt': new Date() } },
    );
    if (matchedCount === 0) throw new RebuildOvertaken(name);
  }

  /** The build before the one that was just replaced has no purpose any more. */
  async dropForgotten({ previous }: ReadModel): Promise<void> {
    if (previous) await this.db.dropCollection(previous.collection);
  }
}
