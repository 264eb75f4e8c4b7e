import { Injectable } from '@nestjs/common';
import { Db, type ClientSession, type Collection } from 'mongodb';
import { fingerprintOf } from './fingerprint';
import type { Projection } from './projection';

export const READ_MODELS = 'read_models';

/** One collection that holds a read model, as far as it has been folded. */
export interface Build {
  readonly collection: string;
  readonly version: number;
  /** The code that folds it: no other may go on with it. */
  readonly fingerprint: string;
  /** The log position up to which every event is reflected or parked; null before the first. */
  readonly position: string | null;
  /** The event at that position: a log that holds another one there is another log. */
  readonly eventId: string | null;
  /** When the event at that position was recorded. */
  readonly time: string | null;
  /** How many events were read up to there: counted, since positions are bytes. */
  readonly events: number;
}

/** A build on its way. */
export interface Building extends Build {
  readonly phase: 'folding' | 'folded' | 'blocked';
  /** What the operator wants of whoever builds it. */
  readonly asked: 'pause' | 'abort' | null;
  readonly startedAt: Date;
  /** The fencing token of the one who builds: what an earlier one says late is refused. */
  readonly token: number;
}

/** Why a read model does not move, for every process to tell. */
export interface Stop {
  readonly code: string;
  readonly reason: string;
  readonly since: Date;
}

/** What is known of a read model, in one document, so that a switch is one atomic write that everybody sees. */
export interface ReadModel {
  readonly _id: string;
  readonly live: Build;
  readonly previous: Build | null;
  readonly building: Building | null;
  readonly stopped: Stop | null;
  /** The fencing token under which the checkpoint was written last. */
  readonly token: number | null;
  /** How many builds there were: the next one's number. */
  readonly builds: number;
}

/** The checkpoint is not where the caller believes, or another build is live: nothing was written. */
export class Superseded extends Error {}

/** Which collection answers for each read model, and how far it has got. */
@Injectable()
export class ReadModels {
  constructor(private readonly db: Db) {}

  /** The read model's entry, made with an empty first build when there is none. */
  async opened(projection: Projection<object>): Promise<ReadModel> {
    const { name } = projection;
    const existing = await this.find(name);
    if (existing) return existing;
    const live = emptyBuild(projection, collectionName(projection, 1));
    const first = { live, previous: null, building: null, stopped: null, token: null, builds: 1 };
    await this.prepare(projection, live.collection);
    await this.entries.updateOne({ _id: name }, { $setOnInsert: first }, { upsert: true });
    return (await this.find(name)) ?? { _id: name, ...first };
  }

  async find(name: string): Promise<ReadModel | null> {
    return this.entries.findOne({ _id: name });
  }

  async all(): Promise<ReadModel[]> {
    return this.entries.find().sort({ _id: 1 }).toArray();
  }

  /** Moves the live checkpoint on. @throws Superseded */
  async advance(
    name: string,
    from: Build,
    to: Build,
    token: number,
    session?: ClientSession,
  ): Promise<void> {
    const { matchedCount } = await this.entries.updateOne(
      { _id: name, 'live.collection': from.collection, 'live.position': from.position },
      { $set: { live: to, stopped: null, token } },
      session ? { session } : {},
    );
    if (matchedCount === 0)
      throw new Superseded(`${name} is no longer at ${String(from.position)}`);
  }

  /** Tells every process why a read model does not move; null when it does again. */
  async noteStopped(name: string, stopped: Stop | null): Promise<void> {
    await this.entries.updateOne({ _id: name }, { $set: { stopped } });
  }

  /** An empty collection and its indexes. */
  async prepare(projection: Projection<object>, collection: string): Promise<void> {
    const [existing] = await this.db.listCollections({ name: collection }).toArray();
    if (!existing) await this.db.createCollection(collection).catch(unlessThere);
    await this.createIndexes(projection, collection);
  }

  async createIndexes({ indexes }: Projection<object>, collection: string): Promise<void> {
    if (indexes.length === 0) return;
    await this.db.collection(collection).createIndexes(indexes.map((key) => ({ key })));
  }

  get entries(): Collection<ReadModel> {
    return this.db.collection<ReadModel>(READ_MODELS);
  }
}

export function emptyBuild(projection: Projection<object>, collection: string): Build {
  const fingerprint = fingerprintOf(projection);
  const nothing = { position: null, eventId: null, time: null, events: 0 };
  return { collection, version: projection.version, fingerprint, ...nothing };
}

export function collectionName({ name, version }: Projection<object>, build: number): string {
  return `${name}_v${version}_b${build}`;
}

const NAMESPACE_EXISTS = 48;

/** Another process made it at the same moment. */
function unlessThere(error: unknown): void {
  if ((error as { code?: unknown }).code !== NAMESPACE_EXISTS) throw error;
}
