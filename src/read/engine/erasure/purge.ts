import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db, type ClientSession, type Collection } from 'mongodb';
import type { BesideTheLog } from '../../../shared/mongo/beside-the-log';
import { TimeTravel } from '../as-of/time-travel';
import { DeadLetters } from '../dead-letters/dead-letters';
import type { Deed } from '../history';
import { isGone, type Kept, type Projection } from '../projection';
import { ReadModels } from '../read-models';
import { canonical } from '../rebuild/canonical';
import { Operations } from '../rebuild/operations';
import { Repair } from '../refold/repair';

/** What became of a person's documents in one read model. */
export interface PurgedModel {
  readonly readModel: string;
  readonly collection: string;
  /** Documents that tell of the person. */
  readonly documents: number;
  /** Of these, the ones that an earlier sweep of this run had not put right already. */
  readonly changed: number;
  /** SHA-256 of the documents as they are now, in the order of their keys. */
  readonly sha256: string;
}

/** Names of collections. */
interface Copies {
  readonly builds: readonly string[];
  readonly past: readonly string[];
}

const ERASED = 'erased';
/** Documents in one transaction. */
const AT_ONCE = 5000;

/** Folds a person's documents again, now that the log says no more, and forgets the copies. Safe to repeat. */
@Injectable()
export class Purge {
  constructor(
    private readonly db: Db,
    private readonly readModels: ReadModels,
    private readonly deadLetters: DeadLetters,
    private readonly operations: Operations,
    private readonly timeTravel: TimeTravel,
    private readonly repair: Repair,
  ) {}

  /** The live documents. @throws FoldedByOtherCode, NeverStoodStill, Superseded */
  async live(projection: Projection<object>, keys: readonly string[]): Promise<PurgedModel> {
    const { name } = projection;
    const { collection, changed } = await this.repair.run(projection, { keys }, () => undefined);
    const sha256 = await this.hashOf(this.db.collection(collection), keys);
    return { readModel: name, collection, documents: keys.length, changed, sha256 };
  }

  /** Collections beside the live one that tell of the person, or may: other builds, and the past. */
  async copies({ name }: Projection<object>, keys: readonly string[]): Promise<Copies> {
    const model = await this.readModels.find(name);
    const builds = [model?.building, model?.previous].flatMap((build) => build?.collection ?? []);
    const past: string[] = [];
    for (const { _id } of await this.timeTravel.list(name)) {
      const built = this.db.collection<Kept<object>>(_id);
      if (await built.findOne({ _id: { $in: [...keys] } })) past.push(_id);
    }
    return { builds, past };
  }

  /** Also drops what a crash has left of builds that are known no more. @throws RebuildInProgress, RebuildOvertaken */
  async drop(projection: Projection<object>, { past }: Copies): Promise<void> {
    const model = await this.readModels.find(projection.name);
    if (model?.building) await this.operations.abort(projection);
    if (model?.previous) await this.operations.dropOld(projection);
    await this.operations.sweep(projection);
    for (const collection of past) await this.timeTravel.drop(collection);
  }

  /** What failed folds said of the person; the letters themselves stay, since an order hangs on them. */
  async letters(streams: readonly string[], session: ClientSession): Promise<number> {
    const filter = { stream: { $in: [...streams] }, reason: { $nin: [null, ERASED] } };
    const blank = { $set: { reason: ERASED } };
    const { letters } = this.deadLetters;
    return (await letters.updateMany(filter, blank, { session })).modifiedCount;
  }

  /** What comparisons and repairs have noted of the documents' contents. */
  async notes(readModel: string, keys: readonly string[], session: ClientSession): Promise<number> {
    const deeds: Collection<Deed> = this.db.collection('read_model_history');
    const { modifiedCount } = await deeds.updateMany(
      { readModel, 'details.differences.key': { $in: [...keys] } },
      { $unset: { 'details.differences': '' } },
      { session },
    );
    return modifiedCount;
  }

  /** Removes some of what one collection tells of the person: a transaction must not last. @returns how many */
  async besideTheLog(
    { collection, subject: field }: BesideTheLog,
    subject: string,
    session: ClientSession,
  ): Promise<number> {
    const there = this.db.collection(collection);
    const options = { session, limit: AT_ONCE, projection: { _id: 1 } };
    const some = await there.find({ [field]: subject }, options).toArray();
    if (some.length === 0) return 0;
    const _id = { $in: some.map((document) => document._id) };
    return (await there.deleteMany({ _id }, { session })).deletedCount;
  }

  private async hashOf(
    collection: Collection<Kept<object>>,
    keys: readonly string[],
  ): Promise<string> {
    const hash = createHash('sha256');
    const found = collection.find({ _id: { $in: [...keys] } }).sort({ _id: 1 });
    for await (const document of found) if (!isGone(document)) hash.update(canonical(document));
    return hash.digest('hex');
  }
}
