import { Injectable } from '@nestjs/common';
import { Db, type ClientSession, type Collection } from 'mongodb';
import type { Build } from '../read-models';
import { Parking, type ParkedEvent } from './parking';

/** A parked event of one build, as it waits in the database. */
export interface DeadLetter extends ParkedEvent {
  readonly _id: string;
  readonly projection: string;
  /** The build whose documents wait: every build has its own queue, and takes it along when it goes live. */
  readonly collection: string;
  readonly parkedAt: Date;
  /** What the operator wants of the projection's writer. */
  readonly asked: 'retry' | 'skip' | null;
}

/** An operator's decision that a projection never takes an event, in no build of it. */
export interface Skip {
  readonly _id: string;
  readonly projection: string;
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly skippedAt: Date;
}

/** The queues of parked events, in the order of the log. */
@Injectable()
export class DeadLetters {
  constructor(private readonly db: Db) {}

  /** What waits of a build. */
  async parkingOf(projection: string, build: Pick<Build, 'collection'>): Promise<Parking> {
    const [parked, skipped] = await Promise.all([this.of(build), this.skipsOf(projection)]);
    return new Parking(parked, skipped);
  }

  /** The queue of a build, in the order of the log. */
  async of({ collection }: Pick<Build, 'collection'>): Promise<DeadLetter[]> {
    return this.letters.find({ collection }).sort({ position: 1 }).toArray();
  }

  /** What was parked and is in no checkpoint yet: it will be folded again. */
  async forgetBeyond({ collection, position }: Build): Promise<void> {
    await this.letters.deleteMany({ collection, position: { $gt: position ?? '' } });
  }

  /** The ids of the events that an operator let the projection pass over. */
  async skipsOf(projection: string): Promise<ReadonlySet<string>> {
    const skips = await this.skips.find({ projection }).toArray();
    return new Set(skips.map(({ eventId }) => eventId));
  }

  async skip(skips: readonly Skip[], session: ClientSession): Promise<void> {
    if (skips.length > 0) await this.skips.insertMany([...skips], { session });
  }

  async remove(letters: readonly DeadLetter[], session: ClientSession): Promise<void> {
    await this.letters.deleteMany({ _id: { $in: letters.map(({ _id }) => _id) } }, { session });
  }

  /** Safe to repeat. */
  async add(
    projection: string,
    { collection }: Pick<Build, 'collection'>,
    parked: readonly ParkedEvent[],
    session?: ClientSession,
  ): Promise<void> {
    if (parked.length === 0) return;
    const waits = { projection, collection, parkedAt: new Date(), asked: null };
    const operations = parked.map((each) => {
      const _id = letterId(collection, each);
      const replacement = { ...each, ...waits };
      return { replaceOne: { filter: { _id }, replacement, upsert: true } };
    });
    await this.letters.bulkWrite(operations, { ordered: false, ...(session && { session }) });
  }

  get letters(): Collection<DeadLetter> {
    return this.db.collection('dead_letters');
  }

  get skips(): Collection<Skip> {
    return this.db.collection('dead_letter_skips');
  }
}

function letterId(collection: string, { position }: ParkedEvent): string {
  return `${collection}/${position}`;
}
