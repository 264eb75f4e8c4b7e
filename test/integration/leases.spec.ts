import { useStores } from '#test/stores';
import { until } from '#test/until';
import { Leases, LeaseLost, type Lease } from '../../src/shared/mongo/leases';

const LASTS_MS = 400;
const stores = useStores();
let names = 0;

const leases = () => new Leases(stores().db, stores().db.client, LASTS_MS);
const newName = () => `lease-${(names += 1)}`;

async function acquired(name: string): Promise<Lease> {
  const lease = await leases().tryAcquire(name);
  if (!lease) throw new Error(`${name} is held`);
  return lease;
}

/** Notes one word, if the lease allows. */
const write = (lease: Lease, word: string) =>
  lease.transaction(async (session) => {
    await stores().db.collection('words').insertOne({ lease: lease.name, word }, { session });
  });

async function words(name: string): Promise<string[]> {
  const found = await stores().db.collection('words').find({ lease: name }).toArray();
  return found.map(({ word }) => String(word));
}

beforeAll(() => stores().db.createCollection('words'));

describe('a lease', () => {
  it('is held by one of many who ask at once', async () => {
    const name = newName();
    const asked = await Promise.all(Array.from({ length: 12 }, () => leases().tryAcquire(name)));
    const held = asked.filter((lease) => lease !== undefined);
    expect(held.map(({ token }) => token)).toEqual([1]);
    await held[0]?.release();
  });

  it('goes to the next as soon as it is released, with a higher token', async () => {
    const name = newName();
    for (const token of [1, 2, 3]) {
      const lease = await acquired(name);
      expect(lease.token).toBe(token);
      await lease.release();
    }
  });

  it('lasts while its holder gives signs of life', async () => {
    const name = newName();
    const lease = await acquired(name);
    const deadline = Date.now() + 3 * LASTS_MS;
    await until(
      async () => {
        await write(lease, 'alive');
        expect(await leases().tryAcquire(name)).toBeUndefined();
        return Date.now();
      },
      (now) => now > deadline,
    );
    await lease.release();
  });

  it('is taken over when its holder is silent, whose late writes the database then refuses', async () => {
    const name = newName();
    const dead = await acquired(name);
    await write(dead, 'before');
    const heir = await until(
      () => leases().tryAcquire(name),
      (lease) => lease !== undefined,
    );
    expect(heir?.token).toBe(2);
    await expect(write(dead, 'late')).rejects.toThrow(LeaseLost);
    if (heir) await write(heir, 'after');
    expect(await words(name)).toEqual(['before', 'after']);
    await dead.release();
    expect(await leases().tryAcquire(name)).toBeUndefined();
    await heir?.release();
  });

  it('undoes what a holder died in the midst of', async () => {
    const name = newName();
    const dead = await acquired(name);
    let heir: Lease | undefined;
    const halfDone = dead.transaction(async (session) => {
      await stores().db.collection('words').insertOne({ lease: name, word: 'half' }, { session });
      await stores()
        .db.collection('leases')
        .updateOne({ _id: name as never }, { $set: { late: 1 } }, { session });
      heir ??= await until(
        () => leases().tryAcquire(name),
        (lease) => lease !== undefined,
      );
    });
    await expect(halfDone).rejects.toThrow();
    expect(await words(name)).toEqual([]);
    await heir?.release();
  });

  it('leaves a log of its holders', async () => {
    const name = newName();
    await (await acquired(name)).release();
    await (await acquired(name)).release();
    const log = await stores()
      .db.collection('lease_log')
      .find({ name })
      .sort({ token: 1 })
      .toArray();
    expect(log.map(({ token }) => token as number)).toEqual([1, 2]);
    expect(log.every(({ since }) => since instanceof Date)).toBe(true);
  });
});
