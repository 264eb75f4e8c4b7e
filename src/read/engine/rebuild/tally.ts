import { hash } from 'node:crypto';
import { BSON } from 'mongodb';
import { isGone, withoutStamp, type Kept } from '../projection';
import { isAllowed, type AllowedDifference, type Difference } from './allowed-differences';
import { canonical, differencesBetween } from './canonical';

/** Differences that are listed; all are counted. */
const MOST_LISTED = 1000;

/** What comparing two builds at the same position found. */
export interface Compared {
  readonly documents: number;
  /** Of the built documents' bytes, in any order of them: builds of the same log by the same code have the same. */
  readonly digest: string;
  /** Documents that wait for a dead letter in the live build, which cannot be compared. */
  readonly parked: number;
  readonly differing: number;
  /** Differing documents that nobody allowed to differ. */
  readonly refused: number;
  /** Those that nobody allowed first. */
  readonly differences: readonly Difference[];
}

export type Pair = readonly [live: Kept<object> | undefined, built: Kept<object> | undefined];

export interface TallyRules {
  readonly allowed: readonly AllowedDifference[];
  /** Keys that wait for a dead letter. */
  readonly waiting: ReadonlySet<string>;
  /** Other code may look at other events: then the last one of a document says nothing. */
  readonly sameCode: boolean;
}

/** What was found so far. */
export class Tally {
  private documents = 0;
  private parked = 0;
  private differing = 0;
  private refused = 0;
  private readonly digest = Buffer.alloc(32);
  private readonly meant: Difference[] = [];
  private readonly unmeant: Difference[] = [];

  constructor(private readonly rules: TallyRules) {}

  /** Whether any document waits for a dead letter, and keys have to be looked at. */
  get mayWait(): boolean {
    return this.rules.waiting.size > 0;
  }

  /** A document whose bytes, its stamp among them, are the same on both sides. */
  addSame(bytes: Uint8Array): void {
    this.documents += 1;
    this.digested(bytes);
  }

  /** @param ahead the live document claims an event that its build has not seen: that alone is a difference */
  add(key: string, [live, built]: Pair, ahead = false): void {
    this.documents += 1;
    if (this.rules.waiting.has(key)) {
      this.parked += 1;
      return;
    }
    const stamped = ahead || this.rules.sameCode;
    const [ours, theirs] = [contentOf(live, stamped), contentOf(built, stamped)];
    if (built) this.digested(BSON.serialize(built));
    if (canonical(ours) !== canonical(theirs)) this.list(differencesBetween(key, ours, theirs));
  }

  private digested(bytes: Uint8Array): void {
    const own = hash('sha256', bytes, 'buffer');
    for (let at = 0; at < own.length; at++) {
      this.digest[at] = (this.digest[at] ?? 0) ^ (own[at] ?? 0);
    }
  }

  private list(differences: readonly Difference[]): void {
    this.differing += 1;
    const isMeant = differences.every((each) => isAllowed(each, this.rules.allowed));
    if (!isMeant) this.refused += 1;
    const list = isMeant ? this.meant : this.unmeant;
    for (const each of differences) if (list.length < MOST_LISTED) list.push(each);
  }

  get compared(): Compared {
    const { documents, parked, differing, refused, meant, unmeant } = this;
    const differences = [...unmeant, ...meant].slice(0, MOST_LISTED);
    const digest = this.digest.toString('hex');
    return { documents, digest, parked, differing, refused, differences };
  }
}

/** Without marks, what is gone was never there: other code may leave no tombstone where this one does. */
function contentOf(document: Kept<object> | undefined, stamped: boolean): object | undefined {
  if (!document || stamped) return document;
  return isGone(document) ? undefined : withoutStamp(document);
}
