import { Injectable } from '@nestjs/common';
import { Db, type Collection } from 'mongodb';

/** What was done to a read model, for whoever asks later. */
export interface Deed {
  readonly readModel: string;
  readonly what: string;
  readonly at: Date;
  readonly details: object;
}

/** Rebuilds, switches and what operators did. */
@Injectable()
export class History {
  constructor(private readonly db: Db) {}

  async note(readModel: string, what: string, details: object = {}): Promise<void> {
    await this.deeds.insertOne({ readModel, what, at: new Date(), details });
  }

  /** The latest first. */
  async of(readModel: string | undefined, limit: number): Promise<Deed[]> {
    const found = this.deeds.find(readModel === undefined ? {} : { readModel });
    return found.sort({ at: -1, _id: -1 }).limit(limit).project<Deed>({ _id: 0 }).toArray();
  }

  private get deeds(): Collection<Deed> {
    return this.db.collection('read_model_history');
  }
}
