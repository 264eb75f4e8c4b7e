import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { Leases, type Lease } from '../../../shared/mongo/leases';
import { History } from '../history';
import type { Projection } from '../projection';
import type { AllowedDifference } from './allowed-differences';
import { Jobs, type Job } from './job';
import { Memory, type MemoryCap } from './memory';
import { Parity, PartedWays } from './parity';
import { Pass, type Watch } from './pass';
import type { Report } from './progress';
import { RebuildInProgress, RebuildOvertaken } from './rebuild.errors';
import { Switches } from './switches';
import type { Compared } from './tally';

/** Attempts to be level with the live build at the very moment of the switch. */
const SWITCH_TRIES = 100;
const NOTED_DIFFERENCES = 10;

export interface RebuildOptions {
  /** Go on with the unfinished build instead of beginning anew. */
  readonly resume?: boolean;
  /** False leaves the build beside the live one, to be switched to later. */
  readonly switch?: boolean;
  /** What may differ from the live build, beside what the projection itself announces. */
  readonly allowed?: readonly AllowedDifference[];
  /** Pauses where it is: the build can be resumed. */
  readonly signal?: AbortSignal;
  /** What all builds of the pass together may hold in memory. */
  readonly memory?: MemoryCap;
}

/** What a rebuild ended with. */
export interface Rebuilt {
  readonly readModel: string;
  readonly collection: string;
  readonly events: number;
  readonly documents: number;
  /** Events that could not be folded, and those behind them. */
  readonly parked: number;
  readonly seconds: number;
  readonly position: string | null;
  readonly switched: boolean;
  /** Null when there was nothing to compare with: the live build reflects another log than this. */
  readonly parity: Compared | null;
}

/**
 * Builds read models anew beside the live ones, any number in one pass over the log, and switches each in one atomic step.
 * Readers see the old build until then and the new one from then on; the old one stays for a rollback.
 */
@Injectable()
export class Rebuild {
  constructor(
    private readonly db: Db,
    private readonly leases: Leases,
    private readonly jobs: Jobs,
    private readonly pass: Pass,
    private readonly parity: Parity,
    private readonly history: History,
    private readonly switches: Switches,
  ) {}

  /**
   * @throws RebuildInProgress, RebuildOvertaken, RebuildPaused, RebuildAborted, NothingToDo, LeaseLost; PartedWays when the
   * build is not what the live one is: it stays beside it, and nothing was switched
   */
  async run(
    projections: readonly Projection<object>[],
    options: RebuildOptions,
    report: Report,
  ): Promise<Rebuilt[]> {
    const leases = await this.acquire(projections);
    try {
      const { resume = false, signal } = options;
      const memory = new Memory(options.memory);
      const jobs: Job[] = [];
      for (const [index, projection] of projections.entries()) {
        const lease = leases[index] as Lease;
        jobs.push(await this.jobs.begin(projection, lease, { resume, report, memory }));
      }
      return await this.finished(jobs, options, this.pass.watching(jobs, signal));
    } finally {
      for (const lease of leases) await lease.release();
    }
  }

  private async finished(
    jobs: readonly Job[],
    options: RebuildOptions,
    watch: Watch,
  ): Promise<Rebuilt[]> {
    await this.pass.toLive(jobs, watch);
    const parities = new Map<Job, Compared | null>();
    for (const job of jobs) parities.set(job, await this.compared(job, options, watch));
    await this.pass.toEnd(jobs, watch);
    for (const job of jobs) {
      await this.jobs.createIndexes(job);
      await this.jobs.keep(job, 'folded');
    }
    const rebuilt: Rebuilt[] = [];
    for (const job of jobs) {
      const switched = options.switch !== false;
      if (switched) await this.switchTo(job);
      rebuilt.push(await this.rebuilt(job, parities.get(job) ?? null, switched));
    }
    return rebuilt;
  }

  private async acquire(projections: readonly Projection<object>[]): Promise<Lease[]> {
    const leases: Lease[] = [];
    for (const { name } of projections) {
      const lease = await this.leases.tryAcquire(rebuildLease(name));
      if (lease) leases.push(lease);
      else {
        for (const held of leases) await held.release();
        throw new RebuildInProgress(name);
      }
    }
    return leases;
  }

  /** @throws PartedWays */
  private async compared(
    job: Job,
    { allowed = [] }: RebuildOptions,
    beat: Watch,
  ): Promise<Compared | null> {
    if (!job.liveIsOfThisLog) return null;
    const { projection, progress, fold } = job;
    const { name } = projection;
    progress.tell('comparing', fold.place);
    const side = this.jobs.sideOf(job);
    const parity = await this.parity.compare(projection, fold.place.build, side, { allowed, beat });
    if (parity.refused === 0) return parity;
    await this.jobs.keep(job, 'blocked');
    const differences = parity.differences.slice(0, NOTED_DIFFERENCES);
    await this.history.note(name, 'blocked', { refused: parity.refused, differences });
    throw new PartedWays(name, parity);
  }

  private async switchTo(job: Job): Promise<void> {
    const { projection, progress, building, lease, liveIsOfThisLog } = job;
    const { name } = projection;
    for (let attempt = 0; attempt < SWITCH_TRIES; attempt++) {
      await this.jobs.catchUp(job);
      const { place } = job.fold;
      progress.tell('catching up', place);
      if (!(await this.switches.forward(name, place.build, lease, !liveIsOfThisLog))) continue;
      progress.tell('switched', place);
      await this.history.note(name, 'switched', { collection: building.collection });
      // The build before last stays until the next rebuild begins: dropping it now would keep readers waiting.
      return;
    }
    throw new RebuildOvertaken(name);
  }

  private async rebuilt(
    { projection, progress, fold }: Job,
    parity: Compared | null,
    switched: boolean,
  ): Promise<Rebuilt> {
    const { build, parking } = fold.place;
    const { collection, events, position } = build;
    const documents = await this.db.collection(collection).estimatedDocumentCount();
    return {
      ...{ readModel: projection.name, collection, events, documents, parked: parking.size },
      ...{ seconds: progress.seconds, position, switched, parity },
    };
  }
}

/** Held by whoever builds, switches or drops builds of a read model. */
export const rebuildLease = (readModel: string) => `rebuild/${readModel}`;
