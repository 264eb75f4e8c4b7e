import { MongoClient, type Collection } from 'mongodb';
import { databaseOf } from '../mongo/mongo.module';
import { newDataKey, WrongMasterKey, type Kms } from './kms';

/** A person's key as it is kept; `wrapped` is null once it was shredded, and nothing makes another. */
interface KeptKey {
  readonly _id: string;
  readonly kmsKeyId: string;
  readonly wrapped: string | null;
  readonly madeAt: Date;
  readonly erasedAt: Date | null;
}

const MAJORITY = { w: 'majority' } as const;

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
    const erasedAt = new Date();
    const first = { kmsKeyId: this.kms.keyId, madeAt: erasedAt, wrapped: null, erasedAt };
    await this.keys.updateOne(
      { _id: subject },
      { $setOnInsert: first },
      { upsert: true, writeConcern: MAJORITY },
    );
    const isNotYet = { _id: subject, erasedAt: null };
    await this.keys.updateOne(
      isNotYet,
      { $set: { wrapped: null, erasedAt } },
      { writeConcern: MAJORITY },
    );
    return (await this.keys.findOne({ _id: subject }))?.erasedAt ?? erasedAt;
  }

  /** Whose key was shredded since then, by the clock of whoever did it. */
  async erasedSince(time: Date): Promise<readonly string[]> {
    this.indexed ??= this.keys.createIndex({ erasedAt: 1 }, { sparse: true }, {});
    await this.indexed.catch((error: unknown) => {
      this.indexed = undefined;
      throw error;
    });
    const erased = this.keys
      .find({ erasedAt: { $gte: time } })
      .project<{ _id: string }>({ _id: 1 });
    return (await erased.toArray()).map(({ _id }) => _id);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async made(subject: string): Promise<{ readonly kept: KeptKey; readonly key: Buffer }> {
    const key = newDataKey();
    const wrapped = await this.kms.wrap(key, subject);
    const { keyId: kmsKeyId } = this.kms;
    const kept = { _id: subject, kmsKeyId, wrapped, madeAt: new Date(), erasedAt: null };
    return { kept, key };
  }

  private async opened({ _id, kmsKeyId, wrapped }: KeptKey): Promise<Buffer | null> {
    if (wrapped === null) return null;
    if (kmsKeyId === this.kms.keyId) return this.kms.unwrap(wrapped, _id);
    throw new WrongMasterKey(`The keys of persons belong to ${kmsKeyId}, not ${this.kms.keyId}`);
  }

  private get keys(): Collection<KeptKey> {
    const { databaseName } = databaseOf(this.client);
    return this.client.db(`${databaseName}_keys`).collection('subject_keys');
  }
}
