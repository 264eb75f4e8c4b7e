import { MongoClient, type AnyBulkWriteOperation, type Collection } from 'mongodb';
import { databaseOf } from '../mongo/mongo.module';
import { newDataKey, type Kms, type Wrapped } from './kms';

/** A person's key as it is kept; `wrapped` is null once it was shredded, and nothing makes another. */
interface KeptKey {
  readonly _id: string;
  readonly kmsKeyId: string;
  readonly wrapped: string | null;
  readonly madeAt: Date;
  readonly erasedAt: Date | null;
}

interface Erased {
  readonly subject: string;
  readonly erasedAt: Date;
}

const MAJORITY = { w: 'majority' } as const;
const WRAPPED_AT_ONCE = 500;

const isWrapped = (kept: KeptKey): kept is KeptKey & Wrapped => kept.wrapped !== null;

/** The keys of persons, each wrapped, in a database of their own that no rebuild touches. */
export class SubjectKeys {
  private indexed: Promise<string> | undefined;

  private constructor(
    private readonly client: MongoClient,
    private readonly kms: Kms,
  ) {}

  /** Connects when it is first asked. @param mongoUrl the read models'; keys are kept beside them as `<database>_keys` */
  static at(mongoUrl: string, kms: Kms): SubjectKeys {
    return new SubjectKeys(new MongoClient(mongoUrl, { serverSelectionTimeoutMS: 5000 }), kms);
  }

  /** The keys that there are; a person without an entry has none yet, one with null was erased. */
  async find(subjects: readonly string[]): Promise<Map<string, Buffer | null>> {
    const kept = await this.keys.find({ _id: { $in: [...subjects] } }).toArray();
    const found = kept.map(async (each) => [each._id, await this.opened(each)] as const);
    return new Map(await Promise.all(found));
  }

  /** The same, and new ones for who had none. Who makes a key at the same moment as another gets the other's. */
  async findOrMake(subjects: readonly string[]): Promise<Map<string, Buffer | null>> {
    const found = await this.find(subjects);
    const missing = subjects.filter((subject) => !found.has(subject));
    if (missing.length === 0) return found;
    const made = await Promise.all(missing.map((subject) => this.made(subject)));
    const operations = made.map(({ kept: { _id, ...$setOnInsert } }) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert }, upsert: true },
    }));
    const options = { ordered: false, writeConcern: MAJORITY };
    const { upsertedIds } = await this.keys.bulkWrite(operations, options);
    const own = made.filter((_, index) => index in upsertedIds);
    const others = made.filter((_, index) => !(index in upsertedIds)).map(({ kept }) => kept._id);
    return new Map([
      ...found,
      ...own.map(({ kept, key }) => [kept._id, key] as const),
      ...(others.length === 0 ? [] : await this.find(others)),
    ]);
  }

  /** From now on nobody loads the key, and nobody makes another. Safe to repeat. @returns when it was shredded first */
  async shred(subject: string): Promise<Date> {
    const madeAt = new Date();
    const first = { kmsKeyId: this.kms.keyId, madeAt, wrapped: null, erasedAt: null };
    await this.keys.updateOne(
      { _id: subject },
      { $setOnInsert: first },
      { upsert: true, writeConcern: MAJORITY },
    );
    await this.keys.updateOne(
      { _id: subject, erasedAt: null },
      { $set: { wrapped: null }, $currentDate: { erasedAt: true } },
      { writeConcern: MAJORITY },
    );
    return (await this.keys.findOne({ _id: subject }))?.erasedAt ?? madeAt;
  }

  /**
   * Wraps again whatever is not under the present master key. A key that is shredded meanwhile stays so.
   * @returns how many
   */
  async wrapAgain(): Promise<number> {
    let count = 0;
    let batch: AnyBulkWriteOperation<KeptKey>[] = [];
    const write = async () => {
      const options = { ordered: false, writeConcern: MAJORITY };
      if (batch.length > 0) count += (await this.keys.bulkWrite(batch, options)).modifiedCount;
      batch = [];
    };
    const { keyId } = this.kms;
    for await (const kept of this.keys.find({ kmsKeyId: { $ne: keyId }, wrapped: { $ne: null } })) {
      if (!isWrapped(kept)) continue;
      const { _id, wrapped } = kept;
      const again = await this.kms.wrap(await this.kms.unwrap(kept, _id), _id);
      batch.push({ updateOne: { filter: { _id, wrapped }, update: { $set: { ...again } } } });
      if (batch.length >= WRAPPED_AT_ONCE) await write();
    }
    await write();
    return count;
  }

  /** When the latest key was shredded; undefined when none ever was. */
  async latestErasure(): Promise<Date | undefined> {
    await this.index();
    const [latest] = await this.erased({ erasedAt: -1 }, new Date(0)).limit(1).toArray();
    return latest?.erasedAt;
  }

  /** Whose keys were shredded since then. All these times are the database's own. */
  async erasedSince(time: Date): Promise<readonly Erased[]> {
    await this.index();
    const erased = await this.erased({ erasedAt: 1 }, time).toArray();
    return erased.map(({ _id, erasedAt }) => ({ subject: _id, erasedAt }));
  }

  private erased(order: { erasedAt: 1 | -1 }, since: Date) {
    const found = this.keys.find({ erasedAt: { $gte: since } }).sort(order);
    return found.project<{ _id: string; erasedAt: Date }>({ _id: 1, erasedAt: 1 });
  }

  private async index(): Promise<void> {
    this.indexed ??= this.keys.createIndex({ erasedAt: 1 }, { sparse: true }, {});
    await this.indexed.catch((error: unknown) => {
      this.indexed = undefined;
      throw error;
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async made(subject: string): Promise<{ readonly kept: KeptKey; readonly key: Buffer }> {
    const key = newDataKey();
    const wrapped = await this.kms.wrap(key, subject);
    return { kept: { _id: subject, ...wrapped, madeAt: new Date(), erasedAt: null }, key };
  }

  private async opened(kept: KeptKey): Promise<Buffer | null> {
    return isWrapped(kept) ? this.kms.unwrap(kept, kept._id) : null;
  }

  private get keys(): Collection<KeptKey> {
    const { databaseName } = databaseOf(this.client);
    return this.client.db(`${databaseName}_keys`).collection('subject_keys');
  }
}
