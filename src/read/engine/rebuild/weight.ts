import { BSON } from 'mongodb';

/** Weighing every document would cost as much as writing it. */
const WEIGHED_EVERY = 64;
/** Of the running average: the last few hundred documents that were weighed. */
const NEWEST_COUNTS = 1 / 64;

/** What documents weigh on the average, in bytes, told from a few of them. */
export class Weight {
  private seen = 0;
  private average = 0;

  sample(document: object): void {
    if (this.seen++ % WEIGHED_EVERY !== 0) return;
    const bytes = BSON.calculateObjectSize(document);
    this.average += (bytes - this.average) * (this.average === 0 ? 1 : NEWEST_COUNTS);
  }

  /** How many documents so many bytes hold; at least one. */
  documentsIn(bytes: number): number {
    return this.average === 0 ? Infinity : Math.max(1, Math.floor(bytes / this.average));
  }
}
