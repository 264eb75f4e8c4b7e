import { Injectable } from '@nestjs/common';
import { Db, type Collection } from 'mongodb';
import type { Projection } from './projection';

export const READ_MODELS = 'read_models';

/** One collection that holds a read model, as far as it has been folded. */
export interface Build {
  readonly collection: string;
  readonly version: number;
  /** The log position up to which every event is reflected; null before the first. */
  readonly position: string | null;
  /** When the event at that position occurred. */
  readonly time: string | null;
  /** How many events were read up to there: counted, since positions are bytes. */
  readonly events: number;
}

/** What is known of a read model, in one document, so that a switch is one atomic write that everybody sees. */
export interface ReadModel {
  readonly _id: string;
  readonly live: Build;
  readonly previous: Build | null;
  readonly building: { readonly collection: string; readonly seenAt: Date } | null;
  /** How many builds there were: the next one's number. */
  readonly builds: number;
}

/** Which collection answers for each read model, and how far it has got. */
@Injectable()
export class ReadModels {
  constructor(private readonly db: Db) {}

  /** The read model's entry, made with an empty first build when there is none. */
  async opened(projection: Projection<object>): Promise<ReadModel> {
    const { name, version } = projection;
    const collection = collectionName(projection, 1);
    const live: Build = { collection, version, position: null, time: null, events: 0 };
    const first: ReadModel = { _id: name, live, previous: null, building: null, builds: 1 };
    const existing = await this.find(name);
    if (existing) return existing;
    await this.createIndexes(projection, collection);
    await this.entries.updateOne(
      { _id: name },
      { $setOnInsert: withoutId(first) },
      { upsert: true },
    );
    return (await this.find(name)) ?? first;
  }

  async find(name: string): Promise<ReadModel | null> {
    return this.entries.findOne({ _id: name });
  }

  async all(): Promise<ReadModel[]> {
    return this.entries.find().sort({ _id: 1 }).toArray();
  }

  /** Moves the live checkpoint on; false when it is not where the caller believes, or another build is live. */
  async advance(name: string, from: Build, to: Build): Promise<boolean> {
    const { matchedCount } = await this.entries.updateOne(
      { _id: name, 'live.collection': from.collection, 'live.position': from.position },
      { $set: { live: to } },
    );
    return matchedCount === 1;
  }

  async createIndexes({ indexes }: Projection<object>, collection: string): Promise<void> {
    if (indexes.length === 0) return;
    await this.db.collection(collection).createIndexes(indexes.map((key) => ({ key })));
  }

  get entries(): Collection<ReadModel> {
    return this.db.collection<ReadModel>(READ_MODELS);
  }
}

export function collectionName({ name, version }: Projection<object>, build: number): string {
  return `${name}_v${version}_b${build}`;
}

function withoutId({ live, previous, building, builds }: ReadModel): Omit<ReadModel, '_id'> {
  return { live, previous, building, builds };
}
