import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import type { Lease } from '../../../shared/mongo/leases';
import { DeadLetters } from '../dead-letters/dead-letters';
import { fingerprintOf } from '../fingerprint';
import type { Projection } from '../projection';
import {
  collectionName,
  emptyBuild,
  ReadModels,
  type Build,
  type Building,
  type ReadModel,
} from '../read-models';
import { NothingToDo, RebuildOvertaken } from './rebuild.errors';
import { Scratches } from './scratches';

/** The build beside the live one: begun, kept, and in the end one write makes it the live one. */
@Injectable()
export class Buildings {
  constructor(
    private readonly db: Db,
    private readonly readModels: ReadModels,
    private readonly deadLetters: DeadLetters,
    private readonly scratches: Scratches,
  ) {}

  /** An empty build under the next number; an unfinished one, and whatever a crash left behind, is cleared away. */
  async begin(projection: Projection<object>, { token }: Lease): Promise<Building> {
    const { name } = projection;
    const { builds } = await this.readModels.opened(projection);
    const build = emptyBuild(projection, collectionName(projection, builds + 1));
    const marks = { phase: 'folding', asked: null, startedAt: new Date(), token } as const;
    const building: Building = { ...build, ...marks };
    await this.write(name, { builds }, { building, builds: builds + 1 });
    await this.sweep(name);
    await this.db.createCollection(building.collection);
    return building;
  }

  /** The unfinished build, to go on with. @throws NothingToDo without one, or when other code began it */
  async takeUp(projection: Projection<object>, { token }: Lease): Promise<Building> {
    const { name } = projection;
    const building = (await this.readModels.find(name))?.building;
    if (!building) throw new NothingToDo(`${name} has no unfinished build`);
    if (building.fingerprint !== fingerprintOf(projection)) {
      throw new NothingToDo(`Other code began ${building.collection}: rebuild ${name} anew`);
    }
    const when = { 'building.collection': building.collection };
    await this.write(name, when, { 'building.asked': null, 'building.token': token });
    await this.deadLetters.forgetBeyond(building);
    return { ...building, asked: null, token };
  }

  /** Keeps how far the build has got. @throws RebuildOvertaken when it is no longer the one on its way, or another's */
  async keep(name: string, build: Build, phase: Building['phase'], { token }: Lease) {
    const when = { 'building.collection': build.collection, 'building.token': token };
    await this.write(name, when, { ...checkpointOf('building', build), 'building.phase': phase });
  }

  /** Keeps how far the build before the live one was brought on. @throws RebuildOvertaken when it is no longer that */
  async keepPrevious(name: string, build: Build): Promise<void> {
    const when = { 'previous.collection': build.collection };
    await this.write(name, when, checkpointOf('previous', build));
  }

  /** What the operator wants of the one who builds. @throws RebuildOvertaken */
  async asked(name: string, { collection }: Build): Promise<Building['asked']> {
    const building = (await this.readModels.find(name))?.building;
    if (building?.collection !== collection) throw new RebuildOvertaken(name);
    return building.asked;
  }

  /** Asks whoever builds. @throws NothingToDo without an unfinished build */
  async ask(name: string, asked: 'pause' | 'abort'): Promise<Building> {
    const building = (await this.readModels.find(name))?.building;
    if (!building) throw new NothingToDo(`${name} has no unfinished build`);
    const when = { 'building.collection': building.collection };
    await this.write(name, when, { 'building.asked': asked });
    return building;
  }

  /** Gives up the unfinished build. @throws NothingToDo without one */
  async abort(name: string): Promise<Building> {
    const building = (await this.readModels.find(name))?.building;
    if (!building) throw new NothingToDo(`${name} has no unfinished build`);
    await this.write(name, { 'building.collection': building.collection }, { building: null });
    await this.sweep(name);
    return building;
  }

  /** Forgets the build that a rollback would go back to. @throws NothingToDo without one */
  async dropPrevious(name: string): Promise<Build> {
    const previous = (await this.readModels.find(name))?.previous;
    if (!previous) throw new NothingToDo(`${name} keeps no old build`);
    await this.write(name, { 'previous.collection': previous.collection }, { previous: null });
    await this.sweep(name);
    return previous;
  }

  /** Drops every build of the read model that its entry no longer knows, and what comparisons have left. The caller holds the lease to rebuild it. */
  async sweep(name: string): Promise<void> {
    const builds = new RegExp(`^${name}_v\\d+_b\\d+$`);
    const there = await this.db.listCollections({ name: builds }, { nameOnly: true }).toArray();
    // After that: a collection is known before it is there, and one that is known no more never will be again.
    const known = collectionsOf(await this.readModels.find(name));
    const left = there.map((each) => each.name).filter((each) => !known.includes(each));
    for (const collection of left) await this.db.dropCollection(collection);
    const letters = { projection: name, collection: { $regex: builds, $nin: known } };
    await this.deadLetters.letters.deleteMany(letters);
    await this.scratches.sweep(name);
  }

  private async write(name: string, when: object, changes: object): Promise<void> {
    const entry = { _id: name, ...when };
    const { matchedCount } = await this.readModels.entries.updateOne(entry, { $set: changes });
    if (matchedCount === 0) throw new RebuildOvertaken(name);
  }
}

function checkpointOf(which: string, { position, eventId, time, events }: Build): object {
  const fields = Object.entries({ position, eventId, time, events });
  return Object.fromEntries(fields.map(([name, value]) => [`${which}.${name}`, value]));
}

function collectionsOf(model: ReadModel | null): string[] {
  const builds = [model?.live, model?.previous, model?.building];
  return builds.flatMap((build) => build?.collection ?? []);
}
