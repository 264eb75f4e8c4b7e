import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { DeadLetters } from '../dead-letters/dead-letters';
import { fingerprintOf } from '../fingerprint';
import type { Kept, Projection } from '../projection';
import { loadDocuments } from '../projector';
import { emptyBuild, ReadModels, type Build } from '../read-models';
import { Refold } from '../refold/refold';
import type { AllowedDifference } from './allowed-differences';
import { BulkFold } from './bulk-fold';
import { CatchUp } from './catch-up';
import { Parity, refoldedSide } from './parity';
import { Progress, type Report } from './progress';
import { NothingToDo } from './rebuild.errors';
import { Scratches } from './scratches';
import type { OtherSide } from './settling';
import type { Compared } from './tally';

export interface Sample {
  /** About how many documents; which ones, the seed says. */
  readonly documents: number;
  readonly seed: number;
}

/** Held against the log itself: what the live documents are, and what they should be. */
@Injectable()
export class Verify {
  constructor(
    private readonly db: Db,
    private readonly catchesUp: CatchUp,
    private readonly readModels: ReadModels,
    private readonly deadLetters: DeadLetters,
    private readonly parity: Parity,
    private readonly refold: Refold,
    private readonly scratches: Scratches,
  ) {}

  /**
   * About so many documents, folded again in memory: of those that are there and of those that should be.
   * @throws NothingToDo when other code built them; what `report` throws
   */
  async sample(
    projection: Projection<object>,
    { documents, seed }: Sample,
    allowed: readonly AllowedDifference[],
    report: Report,
  ): Promise<Compared> {
    const live = await this.livesBuild(projection);
    const progress = new Progress(projection.name, 0, live.events, report);
    const collection = this.db.collection<Kept<object>>(live.collection);
    const there = await collection.estimatedDocumentCount();
    const isChosen = chosenBy(seed, documents / Math.max(there, 1));
    const side = await refoldedSide(this.refold, projection, isChosen, (place) =>
      progress.tell('folding', place),
    );
    await side.level(live.position ?? '');
    const beat = () => told(() => progress.tell('comparing', side.place));
    const keys = new Set(side.keys());
    let looked = 0;
    for await (const { _id } of collection.find({}, { projection: { _id: 1 } })) {
      if (isChosen(_id)) keys.add(_id);
      if (++looked % BEAT_EVERY === 0) await beat();
    }
    return this.parity.compareSome(projection, [...keys], side, { allowed, beat });
  }

  /**
   * Every document, against a build of its own that is dropped afterwards.
   * @throws NothingToDo when other code built them; VerifyInProgress, LeaseLost; what `report` throws
   */
  async all(
    projection: Projection<object>,
    allowed: readonly AllowedDifference[],
    report: Report,
  ): Promise<Compared> {
    const live = await this.livesBuild(projection);
    return this.scratches.use(projection.name, (collection) =>
      this.against(emptyBuild(projection, collection), live, projection, allowed, report),
    );
  }

  private async against(
    scratch: Build,
    live: Build,
    projection: Projection<object>,
    allowed: readonly AllowedDifference[],
    report: Report,
  ): Promise<Compared> {
    const { name } = projection;
    const parking = await this.deadLetters.parkingOf(name, scratch);
    const fold = new BulkFold(this.db, projection, { build: scratch, parking });
    const progress = new Progress(name, 0, live.events, report);
    const side = this.sideOf(fold, progress);
    await side.level(live.position ?? '');
    const beat = () => told(() => progress.tell('comparing', fold.place));
    await beat();
    return this.parity.compare(projection, fold.place.build, side, { allowed, beat });
  }

  private sideOf(fold: BulkFold, progress: Progress): OtherSide {
    const collection = this.db.collection<Kept<object>>(fold.place.build.collection);
    return {
      level: async (goal) => {
        const told = () => progress.tell('folding', fold.place);
        return (await this.catchesUp.run(fold, goal, told)).position ?? '';
      },
      load: (keys) => loadDocuments(collection, keys),
    };
  }

  private async livesBuild(projection: Projection<object>): Promise<Build> {
    const { live } = await this.readModels.opened(projection);
    if (live.fingerprint === fingerprintOf(projection)) return live;
    throw new NothingToDo(`Other code built ${live.collection}, and this one cannot judge it`);
  }
}

const BEAT_EVERY = 1000;

/** Whoever is told may say that it is enough, by throwing. */
function told(tell: () => void): Promise<void> {
  tell();
  return Promise.resolve();
}

/** Whether a key belongs to the sample: the same seed chooses the same keys, whatever else is there. */
function chosenBy(seed: number, share: number): (key: string) => boolean {
  return (key) => {
    const hash = createHash('sha256').update(`${seed}/${key}`).digest();
    return hash.readUInt32BE(0) < share * 2 ** 32;
  };
}
