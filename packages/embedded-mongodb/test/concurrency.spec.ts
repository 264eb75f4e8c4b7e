import type { ClientSession } from 'mongodb';
import { history } from '../src/bench/history';
import { historyFaults, type Step } from '../src/bench/history-faults';
import { runningServer } from './server';

const mongo = runningServer();

describe('concurrent transactions', () => {
  it.each([1, 2, 3])('are explained by one sequence of commits (seed %i)', async (seed) => {
    const { faults, writes } = await history(mongo.client, seed, 15);
    expect(faults).toEqual([]);
    expect(writes).toBeGreaterThan(20);
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

describe('the check of a history', () => {
  const step = (began: number, seen: number[], ...writes: [number, number][]): Step => ({
    began,
    ended: began + 1,
    seen,
    writes: new Map(writes),
  });
  it.each<[string, Step[], number[]]>([
    ['a lost update', [step(0, [0, 0], [0, 1]), step(0, [0, 0], [0, 1])], [1, 0]],
    ['an unacknowledged one', [step(0, [0, 0], [0, 1])], [2, 0]],
    ['half a transaction', [step(0, [0, 0], [0, 1], [1, 1]), step(0, [1, 0])], [1, 1]],
    [
      'snapshots of two histories',
      [step(0, [0, 0], [0, 1]), step(0, [0, 0], [1, 1]), step(0, [1, 0]), step(0, [0, 1])],
      [1, 1],
    ],
    ['a stale read', [step(0, [0, 0], [0, 1]), step(5, [0, 0])], [1, 0]],
    ['a dirty read', [step(0, [0, -1000])], [0, 0]],
    ['a skewed duty', [{ ...step(0, [0, 0]), onDuty: 0 }], [0, 0]],
  ])('finds %s', (_, steps, final) => {
    expect(historyFaults(steps, final)).not.toEqual([]);
  });

  it('finds nothing in a sequence', () => {
    const steps = [step(0, [0, 0], [0, 1]), step(2, [1, 0], [0, 2], [1, 1]), step(4, [2, 1])];
    expect(historyFaults(steps, [2, 1])).toEqual([]);
  });
});
