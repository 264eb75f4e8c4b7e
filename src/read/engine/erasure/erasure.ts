import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Db, type ClientSession, type Collection } from 'mongodb';
import { EventStore } from '../../../shared/event-store/event-store';
import { Leases, type Lease } from '../../../shared/mongo/leases';
import { KEYS_LAST_MS } from '../../../shared/personal/key-ring';
import { SubjectKeys } from '../../../shared/personal/subject-keys';
import type { Projection } from '../projection';
import { footprintOf } from './footprint';
import { Purge, type PurgedModel } from './purge';

/** What an erasure has reached. */
export interface Certificate {
  readonly subject: string;
  /** From then on nothing decrypts. */
  readonly keyShreddedAt: Date;
  readonly finishedAt: Date;
  /** The log was searched up to here. */
  readonly logPosition: string | null;
  readonly events: number;
  /** Not reached: they were stored before personal data was sealed. */
  readonly eventsInTheClear: number;
  readonly streams: number;
  readonly readModels: readonly PurgedModel[];
  readonly droppedCollections: readonly string[];
  readonly deadLetters: number;
  readonly notes: number;
}

type Step = 'begun' | 'shredded' | 'purged' | 'done';

/** One run, as it is remembered: who resumes it sees how far it came. */
interface Run {
  readonly _id: string;
  readonly step: Step;
  readonly begunAt: Date;
  readonly droppedCollections: readonly string[];
  readonly deadLetters: number;
  readonly notes: number;
  readonly certificate: Certificate | null;
}

/** Somebody else is erasing this person just now. */
export class ErasureInProgress extends Error {
  constructor(subject: string) {
    super(`${subject} is being erased by somebody else`);
  }
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
   * @param drainMs how long other processes may still hold the key
   * @throws ErasureInProgress, LeaseLost; what stands against a repair or a drop: running it again goes on
   */
  async run(
    subject: string,
    projections: readonly Projection<object>[],
    drainMs = KEYS_LAST_MS,
  ): Promise<Certificate> {
    const lease = await this.leases.tryAcquire(`erasure/${subject}`);
    if (!lease) throw new ErasureInProgress(subject);
    try {
      return await lease.during(() => this.erase(subject, projections, lease, drainMs));
    } finally {
      await lease.release();
    }
  }

  private async erase(
    subject: string,
    projections: readonly Projection<object>[],
    lease: Lease,
    drainMs: number,
  ): Promise<Certificate> {
    await this.begin(subject, lease);
    const keyShreddedAt = await this.keys.shred(subject);
    await this.note(subject, lease, { step: 'shredded' });
    await pause(Math.max(0, keyShreddedAt.getTime() + drainMs - Date.now()));
    const found = await footprintOf(subject, this.store, projections);
    const { position: logPosition, events, eventsInTheClear, streams } = found;
    const readModels: PurgedModel[] = [];
    for (const projection of projections) {
      const keys = [...(found.keys.get(projection.name) ?? [])];
      readModels.push(await this.purgeOne(subject, projection, keys, lease));
    }
    await this.counting(subject, lease, 'deadLetters', (session) =>
      this.purge.letters([...streams], session),
    );
    await this.note(subject, lease, { step: 'purged' });
    const { droppedCollections, deadLetters, notes } = await this.runOf(subject);
    const certificate: Certificate = {
      ...{ subject, keyShreddedAt, finishedAt: new Date(), logPosition, events, eventsInTheClear },
      ...{ streams: streams.size, readModels, droppedCollections, deadLetters, notes },
    };
    await this.note(subject, lease, { step: 'done', certificate });
    return certificate;
  }

  /** Builds beside the live one go first: a rollback would bring back what they hold. */
  private async purgeOne(
    subject: string,
    projection: Projection<object>,
    keys: readonly string[],
    lease: Lease,
  ): Promise<PurgedModel> {
    const { name } = projection;
    const copies = await this.purge.copies(projection, keys);
    // First: what was dropped by a run that died is on the certificate all the same.
    await this.note(subject, lease, {}, [...copies.builds, ...copies.past]);
    await this.purge.drop(projection, copies);
    const purged = await this.purge.live(projection, keys);
    await this.counting(subject, lease, 'notes', (session) =>
      this.purge.notes(name, keys, session),
    );
    return purged;
  }

  private async begin(subject: string, lease: Lease): Promise<void> {
    const begun = {
      ...{ step: 'begun' as const, begunAt: new Date(), certificate: null },
      ...{ droppedCollections: [], deadLetters: 0, notes: 0 },
    };
    await lease.transaction(async (session) => {
      const options = { upsert: true, session };
      await this.runs.updateOne({ _id: subject }, { $setOnInsert: begun }, options);
    });
  }

  private async note(
    subject: string,
    lease: Lease,
    $set: Partial<Pick<Run, 'step' | 'certificate'>>,
    dropped: readonly string[] = [],
  ): Promise<void> {
    await lease.transaction(async (session) => {
      const $addToSet = { droppedCollections: { $each: [...dropped] } };
      const change = Object.keys($set).length > 0 ? { $set, $addToSet } : { $addToSet };
      await this.runs.updateOne({ _id: subject }, change, { session });
    });
  }

  /** What was blanked and how much that was, both or neither: what died between them would never be counted. */
  private async counting(
    subject: string,
    lease: Lease,
    what: 'deadLetters' | 'notes',
    blank: (session: ClientSession) => Promise<number>,
  ): Promise<void> {
    await lease.transaction(async (session) => {
      const $inc = { [what]: await blank(session) };
      await this.runs.updateOne({ _id: subject }, { $inc }, { session });
    });
  }

  private async runOf(subject: string): Promise<Run> {
    const run = await this.runs.findOne({ _id: subject });
    if (!run) throw new Error(`The erasure of ${subject} has lost its own memory`);
    return run;
  }

  private get runs(): Collection<Run> {
    return this.db.collection('erasures');
  }
}
