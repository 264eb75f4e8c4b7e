import { Injectable } from '@nestjs/common';
import { Db, type Collection } from 'mongodb';

interface TermCounter {
  /** The city's id. */
  readonly _id: string;
  /** The last that was begun. */
  readonly term: number;
}

/**
 * Numbers of leaderships, counted per city and not per region: while regions are drawn anew, leaders of the old ones and
 * of the new ones may mean the same search, and even they must not mean the same offer.
 */
@Injectable()
export class Terms {
  constructor(private readonly db: Db) {}

  /** For whoever holds a lease of the city already: higher than that of every earlier leader. */
  async begin(cityId: string): Promise<number> {
    const begun = await this.terms.findOneAndUpdate(
      { _id: cityId },
      { $inc: { term: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    if (!begun) throw new Error(`No term was begun in ${cityId}`);
    return begun.term;
  }

  private get terms(): Collection<TermCounter> {
    return this.db.collection('dispatch_terms');
  }
}
