import { BSON } from 'mongodb';

/** Weighing every document would cost as much as writing it. */
const WEIGHED_EVERY = 64;
/** Of the running average: the last few hundred documents that were weighed. */
const NEWEST_COUNTS = 1 / 64;

/** What documents weigh on the average, in bytes, told from a few of them. */
export class Weight {
  private seen = 0;
  /** 0 before the first. */
  average = 0;

  sample(document: object): void {
    if (this.seen++ % WEIGHED_EVERY !== 0) return;
    const bytes = BSON.calculateObjectSize(document);
    this.average += (bytes - this.average) * (this.average === 0 ? 1 : NEWEST_COUNTS);
  }

  /** How many documents make up so many bytes. */
  documentsIn(bytes: number): number {
    return this.average === 0 ? 0 : Math.ceil(bytes / this.average);
  }
}
