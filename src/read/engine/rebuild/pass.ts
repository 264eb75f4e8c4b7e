import { Injectable } from '@nestjs/common';
import { EventStore } from '../../../shared/event-store/event-store';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { parsePosition } from '../../../shared/kernel/log-position';
import { History } from '../history';
import { ReadModels } from '../read-models';
import { Buildings } from './buildings';
import { Jobs, type Job } from './job';
import { RebuildAborted, RebuildPaused } from './rebuild.errors';

const CHECKPOINT_EVERY_MS = 10_000;
const LOOKED_EVERY_MS = 1000;
/** The live builds move on meanwhile; what is left after so many readings, they are compared without. */
const ROUNDS = 3;

type Take = (batch: readonly LogEntry[]) => Promise<boolean>;

/** One reading of the log for any number of builds: each batch is read and upcast once, and folded by all of them. */
@Injectable()
export class Pass {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly buildings: Buildings,
    private readonly jobs: Jobs,
    private readonly history: History,
  ) {}

  /**
   * From where the build that is furthest behind stopped to where each live build is, for both to be compared at the same
   * position. @throws RebuildPaused, RebuildAborted, LeaseLost, RebuildOvertaken
   */
  async toLive(jobs: readonly Job[], watch: Watch): Promise<void> {
    const bounds = new Map<Job, string>();
    const move = async () => {
      for (const job of jobs) {
        const { live } = await this.readModels.opened(job.projection);
        bounds.set(job, live.position ?? '');
      }
    };
    const reached = (job: Job) => positionOf(job) >= (bounds.get(job) ?? '');
    await move();
    for (let round = 0; round < ROUNDS && !jobs.every(reached); round++) {
      await this.read(jobs, watch, async (batch) => {
        await Promise.all(jobs.map((job) => job.fold.add(upTo(bounds.get(job) ?? '', batch))));
        return !jobs.every(reached);
      });
      await move();
    }
  }

  /** On to the end of the log. @throws as {@link toLive} */
  async toEnd(jobs: readonly Job[], watch: Watch): Promise<void> {
    await this.read(jobs, watch, async (batch) => {
      await Promise.all(jobs.map(({ fold }) => fold.add(batch)));
      return true;
    });
  }

  /** Whether to go on, looked at now and then: by the leases, by the operator, by the signal. */
  watching(jobs: readonly Job[], signal: AbortSignal | undefined): Watch {
    let lookedAt = Date.now();
    return async (now = false) => {
      if (!now && Date.now() - lookedAt < LOOKED_EVERY_MS && !signal?.aborted) return;
      lookedAt = Date.now();
      await this.look(jobs, signal);
    };
  }

  private async read(jobs: readonly Job[], watch: Watch, take: Take): Promise<void> {
    const first = jobs.map(positionOf).reduce((a, b) => (a < b ? a : b));
    let keptAt = Date.now();
    for await (const batch of this.store.readAll(parsePosition(first))) {
      const more = await take(batch);
      for (const { fold, progress } of jobs) progress.tell('folding', fold.place);
      await watch();
      if (Date.now() - keptAt >= CHECKPOINT_EVERY_MS) {
        await this.keepAll(jobs);
        keptAt = Date.now();
      }
      if (!more) break;
    }
    for (const { fold, progress } of jobs) progress.tell('writing', fold.place);
    await this.keepAll(jobs);
    await watch(true);
  }

  private async keepAll(jobs: readonly Job[]): Promise<void> {
    await Promise.all(jobs.map((job) => this.jobs.keep(job, 'folding')));
  }

  private async look(jobs: readonly Job[], signal: AbortSignal | undefined): Promise<void> {
    const counted = await this.jobs.eventsCounted();
    for (const { lease, progress } of jobs) {
      await lease.renew();
      progress.counted(counted);
    }
    for (const { projection, building, fold } of jobs) {
      const { name } = projection;
      const asked = await this.buildings.asked(name, building);
      if (asked === null && !signal?.aborted) continue;
      // The builds beside this one stop with it, and go on from here.
      await this.keepAll(jobs);
      const { events } = fold.place.build;
      await this.history.note(name, asked === 'abort' ? 'aborted' : 'paused', { events });
      if (asked !== 'abort') throw new RebuildPaused(name);
      await this.buildings.abort(name);
      throw new RebuildAborted(name);
    }
  }
}

/**
 * @param now look even when it was looked lately
 * @throws RebuildPaused, RebuildAborted, LeaseLost, RebuildOvertaken
 */
export type Watch = (now?: boolean) => Promise<void>;

const positionOf = ({ fold }: Job) => fold.place.build.position ?? '';

function upTo(bound: string, batch: readonly LogEntry[]): readonly LogEntry[] {
  const last = batch.at(-1);
  return last && last.at > bound ? batch.filter(({ at }) => at <= bound) : batch;
}
