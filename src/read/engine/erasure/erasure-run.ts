import type { ClientSession, Collection, Db } from 'mongodb';
import type { Lease } from '../../../shared/mongo/leases';
import type { Certificate } from './certificate';

type Step = 'begun' | 'shredded' | 'purged' | 'done';

/** One run, as it is remembered: who resumes it sees how far it came. */
interface Run {
  readonly _id: string;
  readonly step: Step;
  readonly begunAt: Date;
  readonly droppedCollections: readonly string[];
  readonly deadLetters: number;
  readonly notes: number;
  readonly besideTheLog: number;
  readonly openStreams: readonly string[];
  readonly certificate: Certificate | null;
}

/** What an erasure notes of itself, under its lease: whoever lost that notes nothing more. */
export class ErasureRun {
  constructor(
    private readonly db: Db,
    private readonly subject: string,
    private readonly lease: Lease,
  ) {}

  /** @param openStreams what was under way; a run that goes on keeps what its beginning found */
  async begin(openStreams: readonly string[]): Promise<void> {
    const begun = {
      ...{ step: 'begun' as const, begunAt: new Date(), certificate: null },
      ...{ droppedCollections: [], deadLetters: 0, notes: 0, besideTheLog: 0, openStreams },
    };
    await this.lease.transaction(async (session) => {
      const options = { upsert: true, session };
      await this.runs.updateOne({ _id: this.subject }, { $setOnInsert: begun }, options);
    });
  }

  async reached(step: Step, certificate?: Certificate): Promise<void> {
    await this.lease.transaction(async (session) => {
      const reached = { $set: { step, ...(certificate && { certificate }) } };
      await this.runs.updateOne({ _id: this.subject }, reached, { session });
    });
  }

  /** Before they are dropped: what a run that died has dropped is on the certificate all the same. */
  async dropping(collections: readonly string[]): Promise<void> {
    await this.lease.transaction(async (session) => {
      const $addToSet = { droppedCollections: { $each: [...collections] } };
      await this.runs.updateOne({ _id: this.subject }, { $addToSet }, { session });
    });
  }

  /** What was blanked and how much that was, both or neither: what died between them would never be counted. */
  async counting(
    what: 'deadLetters' | 'notes' | 'besideTheLog',
    blank: (session: ClientSession) => Promise<number>,
  ): Promise<void> {
    await this.lease.transaction(async (session) => {
      const $inc = { [what]: await blank(session) };
      await this.runs.updateOne({ _id: this.subject }, { $inc }, { session });
    });
  }

  async soFar(): Promise<Run> {
    const run = await this.runs.findOne({ _id: this.subject });
    if (!run) throw new Error(`The erasure of ${this.subject} has lost its own memory`);
    return run;
  }

  private get runs(): Collection<Run> {
    return this.db.collection('erasures');
  }
}
