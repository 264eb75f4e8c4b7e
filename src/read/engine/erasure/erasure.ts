import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { EventStore } from '../../../shared/event-store/event-store';
import { BESIDE_THE_LOG } from '../../../shared/mongo/beside-the-log';
import { Leases } from '../../../shared/mongo/leases';
import { KEYS_LAST_MS } from '../../../shared/personal/key-ring';
import { SubjectKeys } from '../../../shared/personal/subject-keys';
import type { Projection } from '../projection';
import type { Certificate } from './certificate';
import { ErasureRun } from './erasure-run';
import { ErasureBlocked, ErasureInProgress } from './erasure.errors';
import { footprintOf } from './footprint';
import { Purge, type PurgedModel } from './purge';

export interface Erasing {
  /** How long other processes may still hold the key. */
  readonly drainMs?: number;
  /** Streams of what is under way with the person and stands against an erasure. */
  readonly open?: () => Promise<readonly string[]>;
  /** Erases in spite of it: the order of a court or an authority. */
  readonly force?: boolean;
}

/**
 * Shreds a person's key, then folds again, drops or blanks whatever was made with it. Every step may be done twice, and a
 * run that was broken off goes on where the next one is started.
 */
@Injectable()
export class Erasure {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly keys: SubjectKeys,
    private readonly leases: Leases,
    private readonly purge: Purge,
  ) {}

  /**
   * @throws ErasureBlocked before anything was done; ErasureInProgress, LeaseLost; what stands against a repair or a drop:
   *   running it again goes on
   */
  async run(
    subject: string,
    projections: readonly Projection<object>[],
    { drainMs = KEYS_LAST_MS, ...how }: Erasing = {},
  ): Promise<Certificate> {
    const lease = await this.leases.tryAcquire(`erasure/${subject}`);
    if (!lease) throw new ErasureInProgress(subject);
    try {
      return await lease.during(async () => {
        const run = new ErasureRun(this.db, subject, lease);
        await run.begin(await this.passedOver(subject, how));
        return this.erase(subject, projections, run, drainMs);
      });
    } finally {
      await lease.release();
    }
  }

  /** What is under way, and counts for nothing. What has begun goes on, whatever the person has begun since. */
  private async passedOver(subject: string, { open, force }: Erasing): Promise<readonly string[]> {
    const isShredded = (await this.keys.find([subject])).get(subject) === null;
    const streams = isShredded || !open ? [] : await open();
    if (streams.length > 0 && !force) throw new ErasureBlocked(subject, streams);
    return streams;
  }

  private async erase(
    subject: string,
    projections: readonly Projection<object>[],
    run: ErasureRun,
    drainMs: number,
  ): Promise<Certificate> {
    const keyShreddedAt = await this.keys.shred(subject);
    await run.reached('shredded');
    // By no clock but this one: when the key was shredded, the database's has told.
    await pause(drainMs);
    const found = await footprintOf(subject, this.store, projections);
    const { position: logPosition, events, eventsInTheClear, streams } = found;
    const readModels: PurgedModel[] = [];
    for (const projection of projections) {
      const keys = [...(found.keys.get(projection.name) ?? [])];
      readModels.push(await this.purgeOne(projection, keys, run));
    }
    await run.counting('deadLetters', (session) => this.purge.letters([...streams], session));
    await this.purgeBesideTheLog(subject, run);
    await run.reached('purged');
    const { droppedCollections, deadLetters, notes, besideTheLog, openStreams } = await run.soFar();
    const certificate: Certificate = {
      ...{ subject, keyShreddedAt, finishedAt: new Date(), logPosition, events, eventsInTheClear },
      ...{ streams: streams.size, readModels, droppedCollections, deadLetters, notes },
      ...{ besideTheLog, openStreams },
    };
    await run.reached('done', certificate);
    return certificate;
  }

  private async purgeBesideTheLog(subject: string, run: ErasureRun): Promise<void> {
    for (const place of BESIDE_THE_LOG) {
      let removed: number;
      do {
        removed = 0;
        await run.counting('besideTheLog', async (session) => {
          removed = await this.purge.besideTheLog(place, subject, session);
          return removed;
        });
      } while (removed > 0);
    }
  }

  /** Builds beside the live one go first: a rollback would bring back what they hold. */
  private async purgeOne(
    projection: Projection<object>,
    keys: readonly string[],
    run: ErasureRun,
  ): Promise<PurgedModel> {
    const copies = await this.purge.copies(projection, keys);
    await run.dropping([...copies.builds, ...copies.past]);
    await this.purge.drop(projection, copies);
    const purged = await this.purge.live(projection, keys);
    await run.counting('notes', (session) => this.purge.notes(projection.name, keys, session));
    return purged;
  }
}
