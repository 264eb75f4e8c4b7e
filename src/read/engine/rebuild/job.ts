import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { EventStore } from '../../../shared/event-store/event-store';
import type { Lease } from '../../../shared/mongo/leases';
import { DeadLetters } from '../dead-letters/dead-letters';
import { History } from '../history';
import { tailOf } from '../tail';
import type { Kept, Projection } from '../projection';
import { loadDocuments } from '../projector';
import { ReadModels, type Build, type Building } from '../read-models';
import { Buildings } from './buildings';
import { BulkFold } from './bulk-fold';
import { CatchUp } from './catch-up';
import type { Memory } from './memory';
import { Progress, type Report } from './progress';
import { NothingToDo } from './rebuild.errors';
import type { OtherSide } from './settling';

/** One read model on its way through a rebuild. */
export interface Job {
  readonly projection: Projection<object>;
  readonly lease: Lease;
  readonly building: Building;
  readonly fold: BulkFold;
  readonly progress: Progress;
  /** False when the live build reflects events that the log does not hold: the store was restored to before them. */
  readonly liveIsOfThisLog: boolean;
}

export interface Begun {
  readonly resume: boolean;
  readonly report: Report;
  readonly memory: Memory;
}

/** The steps that a rebuild is made of, each of which leaves a build that can be gone on with. */
@Injectable()
export class Jobs {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly buildings: Buildings,
    private readonly deadLetters: DeadLetters,
    private readonly history: History,
    private readonly catchesUp: CatchUp,
  ) {}

  /** @throws NothingToDo when there is nothing to resume, or nothing that can be */
  async begin(projection: Projection<object>, lease: Lease, begun: Begun): Promise<Job> {
    const { resume, report, memory } = begun;
    const { name } = projection;
    const building = await (resume
      ? this.buildings.takeUp(projection, lease)
      : this.buildings.begin(projection, lease));
    if (!(await this.isOfThisLog(building))) {
      throw new NothingToDo(`The log is not the one that ${building.collection} was begun on`);
    }
    const { live } = await this.readModels.opened(projection);
    const parking = await this.deadLetters.parkingOf(name, building);
    const fold = new BulkFold(this.db, projection, { build: building, parking }, memory);
    const progress = new Progress(name, building.events, await this.eventsCounted(), report);
    const { collection } = building;
    await this.history.note(name, resume ? 'resumed' : 'begun', { collection, token: lease.token });
    const liveIsOfThisLog = await this.isOfThisLog(live);
    return { projection, lease, building, fold, progress, liveIsOfThisLog };
  }

  /**
   * Makes the collection hold what the checkpoint says, and then says it. No transaction: whoever died in one would hold up
   * the live projector, whose checkpoint is in the same document.
   * @throws RebuildOvertaken
   */
  async keep({ projection, fold, lease }: Job, phase: Building['phase']): Promise<void> {
    await fold.flush();
    const { build, parking } = fold.place;
    await this.deadLetters.add(projection.name, build, parking.added);
    await this.buildings.keep(projection.name, build, phase, lease);
    fold.parkedAreKept();
  }

  /** Safe to repeat: an index that is there already stays. @throws LeaseLost */
  async createIndexes({ projection, building, lease, fold, progress }: Job): Promise<void> {
    progress.tell('indexing', fold.place);
    const { collection } = building;
    await lease.during(() => this.readModels.createIndexes(projection, collection));
  }

  /** On to the end of the log, and kept. @throws RebuildOvertaken, LeaseLost */
  async catchUp(job: Job): Promise<void> {
    await this.catchesUp.run(job.fold);
    await job.lease.renew();
    await this.keep(job, 'folded');
  }

  /** The build as what the live documents are held against. */
  sideOf({ fold }: Job): OtherSide {
    const collection = this.db.collection<Kept<object>>(fold.place.build.collection);
    return {
      level: async (position) => (await this.catchesUp.run(fold, position)).position ?? '',
      load: (keys) => loadDocuments(collection, keys),
    };
  }

  /** How long the log is, as far as any read model has counted. */
  async eventsCounted(): Promise<number> {
    const models = await this.readModels.all();
    return Math.max(0, ...models.map(({ live }) => live.events));
  }

  private async isOfThisLog(build: Build): Promise<boolean> {
    return (await tailOf(this.store, build, 0, 1)).sameLog;
  }
}
