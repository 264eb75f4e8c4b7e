import { Injectable } from '@nestjs/common';
import { Db, type Collection } from 'mongodb';
import { EventStore } from '../../../shared/event-store/event-store';
import { Leases, type Lease } from '../../../shared/mongo/leases';
import { DeadLetters } from '../dead-letters/dead-letters';
import { Parking } from '../dead-letters/parking';
import { History } from '../history';
import type { Projection } from '../projection';
import { emptyBuild, ReadModels, type Build } from '../read-models';
import { BulkFold } from '../rebuild/bulk-fold';
import { Progress, type Report } from '../rebuild/progress';
import { NothingToDo, RebuildInProgress } from '../rebuild/rebuild.errors';
import { nameOf, upToMoment, type Moment } from './moment';

/** A read model as it once stood, in a collection of its own that nobody writes any more. */
export interface PastBuild {
  /** The collection. */
  readonly _id: string;
  readonly readModel: string;
  readonly asOf: Moment;
  readonly startedAt: Date;
  /** How far the log was folded; null while that is going on, and for good when it was broken off. */
  readonly build: Build | null;
  readonly documents: number;
  /** Events that could not be folded, and those behind them. */
  readonly parked: number;
}

/** Builds read models as they stood at a moment, beside the live ones and without touching them. */
@Injectable()
export class TimeTravel {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly deadLetters: DeadLetters,
    private readonly leases: Leases,
    private readonly history: History,
  ) {}

  /**
   * The same moment again replaces what was built of it before.
   * @throws RebuildInProgress while somebody else builds it; TooManyDeadLetters, StoreUnavailable
   */
  async build(projection: Projection<object>, moment: Moment, report: Report): Promise<PastBuild> {
    const collection = pastName(projection, moment);
    const lease = await this.acquire(collection);
    try {
      const begun = await this.begin(projection, collection, moment);
      const fold = await this.fold(projection, begun, lease, report);
      await lease.during(() => this.readModels.createIndexes(projection, collection));
      return await this.finish(begun, fold);
    } finally {
      await lease.release();
    }
  }

  /** The latest first. */
  async list(readModel?: string): Promise<PastBuild[]> {
    const found = this.builds.find(readModel === undefined ? {} : { readModel });
    return found.sort({ startedAt: -1, _id: 1 }).toArray();
  }

  /** @throws NothingToDo when there is no such past build; RebuildInProgress while somebody builds it */
  async drop(collection: string): Promise<PastBuild> {
    const past = await this.builds.findOne({ _id: collection });
    if (!past) throw new NothingToDo(`${collection} is no read model of the past`);
    const lease = await this.acquire(collection);
    try {
      await this.db.dropCollection(collection);
      // Last, so that what is broken off in between can be dropped again.
      await this.builds.deleteOne({ _id: collection });
      await this.history.note(past.readModel, 'dropped', { collection });
      return past;
    } finally {
      await lease.release();
    }
  }

  private async acquire(collection: string): Promise<Lease> {
    const lease = await this.leases.tryAcquire(`as-of/${collection}`);
    if (!lease) throw new RebuildInProgress(collection);
    return lease;
  }

  private async begin(
    { name: readModel }: Projection<object>,
    collection: string,
    asOf: Moment,
  ): Promise<PastBuild> {
    const nothing = { build: null, documents: 0, parked: 0 };
    const begun = { _id: collection, readModel, asOf, startedAt: new Date(), ...nothing };
    // Known before it is there, so that what is broken off can be found and dropped.
    await this.builds.replaceOne({ _id: collection }, begun, { upsert: true });
    await this.db.dropCollection(collection);
    await this.db.createCollection(collection);
    return begun;
  }

  private async fold(
    projection: Projection<object>,
    { _id: collection, asOf }: PastBuild,
    lease: Lease,
    report: Report,
  ): Promise<BulkFold> {
    const parking = new Parking([], await this.deadLetters.skipsOf(projection.name));
    const build = emptyBuild(projection, collection);
    const fold = new BulkFold(this.db, projection, { build, parking });
    const known = (await this.readModels.find(projection.name))?.live.events ?? 0;
    const progress = new Progress(projection.name, 0, known, report);
    for await (const batch of this.store.readAll()) {
      const due = upToMoment(asOf, batch);
      await fold.add(due);
      await lease.renew();
      progress.tell('folding', fold.place);
      if (due.length < batch.length) break;
    }
    progress.tell('writing', fold.place);
    await fold.flush();
    return fold;
  }

  private async finish(begun: PastBuild, { place }: BulkFold): Promise<PastBuild> {
    const { _id: collection, readModel, asOf } = begun;
    const { build, parking } = place;
    const documents = await this.db.collection(collection).countDocuments({ _gone: null });
    const finished = { ...begun, build, documents, parked: parking.size };
    await this.builds.replaceOne({ _id: collection }, finished);
    await this.history.note(readModel, 'built as of', { collection, ...asOf, documents });
    return finished;
  }

  private get builds(): Collection<PastBuild> {
    return this.db.collection('read_models_as_of');
  }
}

/** The collection that holds a read model as it stood at a moment. */
export function pastName({ name, version }: Projection<object>, moment: Moment): string {
  return `${name}_v${version}_asof_${nameOf(moment)}`;
}
