import type { ClientSession } from 'mongodb';
import { runningServer } from './server';

const mongo = runningServer();

interface Step {
  readonly read: number[];
  readonly wrote: number;
  /** The value that each document had after, as the transaction saw it. */
  readonly seen: number[];
}

const DOCUMENTS = 4;

async function step(session: ClientSession, name: string, seed: number): Promise<Step> {
  const c = mongo.db.collection<{ _id: number; n: number }>(name);
  return session.withTransaction(async () => {
    const seen: number[] = [];
    for (let _id = 0; _id < DOCUMENTS; _id++) {
      seen.push((await c.findOne({ _id }, { session }))?.n ?? -1);
    }
    const wrote = seed % DOCUMENTS;
    await c.updateOne({ _id: wrote }, { $set: { n: (seen[wrote] ?? 0) + 1 } }, { session });
    return { read: [0, 1, 2, 3], wrote, seen };
  });
}

describe('concurrent transactions', () => {
  it('lose no update, and read snapshots that one sequence of commits explains', async () => {
    const name = 'history';
    const c = mongo.db.collection<{ _id: number; n: number }>(name);
    await c.insertMany([0, 1, 2, 3].map((_id) => ({ _id, n: 0 })));
    const lanes = Array.from({ length: 6 }, async (_, lane) => {
      const steps: Step[] = [];
      await mongo.client.withSession(async (session) => {
        for (let i = 0; i < 12; i++) steps.push(await step(session, name, lane * 31 + i * 7));
      });
      return steps;
    });
    const steps = (await Promise.all(lanes)).flat();
    const final = (await c.find().sort({ _id: 1 }).toArray()).map((one) => one.n);
    for (let _id = 0; _id < DOCUMENTS; _id++) {
      // Each value of a document was the starting point of exactly one committed increment.
      const bases = steps.filter((one) => one.wrote === _id).map((one) => one.seen[_id] ?? -1);
      expect(bases.sort((x, y) => x - y)).toEqual(bases.map((_, i) => i));
      expect(final[_id]).toBe(bases.length);
    }
    // Snapshots of one history can be put in a row in which no document goes back.
    const total = (seen: number[]) => seen.reduce((sum, n) => sum + n, 0);
    const sorted = steps.map((one) => one.seen).sort((a, b) => total(a) - total(b));
    for (const [i, seen] of sorted.entries()) {
      expect(seen.every((n, k) => i === 0 || n >= (sorted[i - 1]?.[k] ?? 0))).toBe(true);
    }
  });

  it('allow write skew as snapshot isolation does, unless the read documents are written too', async () => {
    const c = mongo.collection<{ _id: string; on: boolean; touched?: number }>('doctors');
    const run = async (touch: boolean) => {
      await c.deleteMany({});
      await c.insertMany([
        { _id: 'a', on: true },
        { _id: 'b', on: true },
      ]);
      const leave = (_id: string) =>
        mongo.client.withSession((session) =>
          session.withTransaction(async () => {
            const on = await c.countDocuments({ on: true }, { session });
            if (touch) await c.updateMany({}, { $inc: { touched: 1 } }, { session });
            await new Promise((resolve) => setTimeout(resolve, 20));
            if (on > 1) await c.updateOne({ _id }, { $set: { on: false } }, { session });
          }),
        );
      await Promise.all([leave('a'), leave('b')]);
      return c.countDocuments({ on: true });
    };
    expect(await run(false)).toBe(0);
    expect(await run(true)).toBe(1);
  });

  it('count every findOneAndUpdate once, inside transactions and out', async () => {
    const c = mongo.collection<{ _id: string; n: number }>('counter');
    await c.insertOne({ _id: 'n', n: 0 });
    const seen: number[] = [];
    const bump = async (session?: ClientSession) => {
      const after = await c.findOneAndUpdate(
        { _id: 'n' },
        { $inc: { n: 1 } },
        { returnDocument: 'after', ...(session ? { session } : {}) },
      );
      return after?.n ?? -1;
    };
    await Promise.all(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let i = 0; i < 15; i++) {
          seen.push(
            lane % 2 === 0
              ? await bump()
              : await mongo.client.withSession((session) =>
                  session.withTransaction(() => bump(session)),
                ),
          );
        }
      }),
    );
    expect(seen.sort((x, y) => x - y)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
  });
});
