import { MongoError } from '../errors';

/** A write that has to wait until a transaction has ended; it is then begun anew. */
export class Busy extends MongoError {
  constructor(readonly until: Promise<void>) {
    super('WriteConflict', 'Write conflict during plan execution and yielding is disabled.');
  }
}

export function writeConflict(): MongoError {
  return new MongoError(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
  );
}

/** An open transaction, as far as others have to know of it. */
interface Owner {
  /** Resolves when it has committed or aborted. */
  readonly ended: Promise<void>;
  uses(collection: number): boolean;
}

/** Which open transaction has written which key: the first one to write it may, another one fails. */
export class Claims {
  readonly open = new Set<Owner>();
  private readonly owners = new Map<string, Owner>();

  /** Whether the key is newly claimed. Throws WriteConflict when another transaction has it. */
  claim(key: string, claimant: Owner): boolean {
    const owner = this.owners.get(key);
    if (owner === claimant) return false;
    if (owner) throw writeConflict();
    this.owners.set(key, claimant);
    return true;
  }

  /** Throws Busy when an open transaction has written `key`. */
  refuseClaimed(key: string): void {
    const owner = this.owners.get(key);
    if (owner) throw new Busy(owner.ended);
  }

  /** Throws Busy when an open transaction has used the collection: it must stay as it is until then. */
  refuseInUse(collection: number): void {
    for (const owner of this.open) {
      if (owner.uses(collection)) throw new Busy(owner.ended);
    }
  }

  release(owner: Owner, keys: Iterable<string>): void {
    for (const key of keys) this.owners.delete(key);
    this.open.delete(owner);
  }
}
