import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { Leases, type Lease } from '../../../shared/mongo/leases';
import { VerifyInProgress } from './rebuild.errors';

/** Builds to compare with and to throw away; one at a time of a read model, so that what a dead process left is known. */
@Injectable()
export class Scratches {
  constructor(
    private readonly db: Db,
    private readonly leases: Leases,
  ) {}

  /** Gives `work` the name of a collection of its own, which goes with it. @throws VerifyInProgress, LeaseLost */
  async use<T>(readModel: string, work: (collection: string) => Promise<T>): Promise<T> {
    const lease = await this.leases.tryAcquire(leaseOf(readModel));
    if (!lease) throw new VerifyInProgress(readModel);
    return this.cleared(readModel, lease, () =>
      // By the token: whoever was taken for dead and goes on touches nobody else's.
      lease.during(() => work(`${readModel}_verify_${lease.token}`)),
    );
  }

  /** Drops what processes that died have left; what is in use stays. */
  async sweep(readModel: string): Promise<void> {
    if ((await this.of(readModel)).length === 0) return;
    const lease = await this.leases.tryAcquire(leaseOf(readModel));
    if (lease) await this.cleared(readModel, lease, () => Promise.resolve());
  }

  private async cleared<T>(readModel: string, lease: Lease, work: () => Promise<T>): Promise<T> {
    try {
      await this.drop(readModel);
      return await work();
    } finally {
      // Only while it is ours: else the others' would go, and theirs is to clear up.
      const isOurs = await lease.renew().then(
        () => true,
        () => false,
      );
      if (isOurs) await this.drop(readModel);
      await lease.release();
    }
  }

  private async drop(readModel: string): Promise<void> {
    for (const collection of await this.of(readModel)) await this.db.dropCollection(collection);
  }

  private async of(readModel: string): Promise<string[]> {
    const name = new RegExp(`^${readModel}_verify_`);
    const found = await this.db.listCollections({ name }, { nameOnly: true }).toArray();
    return found.map((each) => each.name);
  }
}

const leaseOf = (readModel: string) => `verify/${readModel}`;
