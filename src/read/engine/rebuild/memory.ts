import { Weight } from './weight';

/** What rebuilds may hold of documents, so that memory grows neither with the log nor with what is built at once. */
export interface MemoryCap {
  readonly documents: number;
  readonly bytes: number;
}

const CAP: MemoryCap = { documents: 10_000, bytes: 64 * 1024 * 1024 };

/** The documents that all builds of a pass hold together: who needs less than its share leaves the rest to the others. */
export class Memory {
  private readonly shares: Share[] = [];

  constructor(private readonly cap: MemoryCap = CAP) {}

  /** For one build more. */
  share(): Share {
    const share = new Share((held) => this.excess(held));
    this.shares.push(share);
    return share;
  }

  /** None for who holds no more than its share, however much the others hold: these give way when they go on. */
  private excess({ documents, bytes, weight }: Share): number {
    const { shares, cap } = this;
    const over = (all: number, own: number, most: number) =>
      Math.min(all - most, own - most / shares.length);
    const count = over(sum(shares.map((each) => each.documents)), documents, cap.documents);
    const size = over(sum(shares.map((each) => each.bytes)), bytes, cap.bytes);
    return Math.max(0, Math.ceil(count), weight.documentsIn(size));
  }
}

/** What one build holds. */
export class Share {
  documents = 0;
  readonly weight = new Weight();

  constructor(private readonly excessOf: (share: Share) => number) {}

  get bytes(): number {
    return this.documents * this.weight.average;
  }

  /** How many documents have to leave. */
  get excess(): number {
    return this.excessOf(this);
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
