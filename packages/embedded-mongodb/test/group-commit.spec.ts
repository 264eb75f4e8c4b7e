import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { CommitRefused } from '../src/storage/commit-failure';
import { GroupCommit } from '../src/storage/group-commit';
import { dataDirectories } from './data-directory';
import { refusal } from './server';

const newDirectory = dataDirectories();
let root: RootDatabase<Buffer, Buffer>;
let entries: Database<Buffer, Buffer>;

beforeEach(() => {
  root = open<Buffer, Buffer>({ path: join(newDirectory(), 'data.mdb'), overlappingSync: false });
  entries = root.openDB('entries', { encoding: 'binary', keyEncoding: 'binary' });
});
afterEach(() => root.close());

const key = (n: number) => Buffer.from([1, n]);
const noFailure = () => {
  throw new Error('no commit was to fail');
};

describe.each([
  ['a fast disk', 1_000],
  ['a slow disk', -1],
])('writes on %s', (_, slowMs) => {
  it('share a commit, each with its own outcome, in their order', async () => {
    const writer = new GroupCommit(entries, noFailure, slowMs);
    const order: number[] = [];
    const write = (n: number) =>
      writer.add(() => {
        order.push(n);
        entries.putSync(key(n), Buffer.from([n]));
        if (n === 2) throw new Error('two');
        return n;
      }, false);
    const outcomes = await Promise.allSettled([write(1), write(2), write(3)]);
    expect(outcomes).toMatchObject([{ value: 1 }, { reason: { message: 'two' } }, { value: 3 }]);
    expect(order).toEqual([1, 2, 3]);
    expect([...entries.getKeys()]).toHaveLength(3);
    expect(await writer.add(() => 4, false)).toBe(4);
  });

  it('take back what an atomic one wrote before it failed, and nothing else', async () => {
    const writer = new GroupCommit(entries, noFailure, slowMs);
    const before = writer.add(() => entries.putSync(key(1), Buffer.from([1])), false);
    const failing = writer.add(() => {
      entries.putSync(key(2), Buffer.from([2]));
      throw new Error('half way');
    }, true);
    await before;
    await expect(failing).rejects.toThrow('half way');
    expect([...entries.getKeys()]).toEqual([key(1)]);
  });

  it('say whether LMDB refused them, or the disk', async () => {
    const failures = [{ code: -30782 }, { code: 28 }, {}];
    const fails = () => {
      throw Object.assign(new Error('not kept'), failures.shift());
    };
    const disk = Object.create(entries, {
      transactionSync: { value: fails },
      transaction: { value: () => Promise.resolve().then(fails) },
    }) as typeof entries;
    const writer = new GroupCommit(disk, () => undefined, slowMs);
    const reasons: unknown[] = [];
    while (failures.length > 0) reasons.push(await refusal(writer.add(() => 1, false)));
    expect(reasons.map((reason) => reason instanceof CommitRefused)).toEqual([true, false, false]);
  });

  it.each([
    ['begin', () => undefined],
    ['be committed', (work: () => void) => work()],
  ])('are all refused when their transaction cannot %s', async (__, attempt) => {
    const told: string[] = [];
    const broken = (work: () => void) => {
      attempt(work);
      throw new Error('the disk is full');
    };
    const disk = Object.create(entries, {
      transactionSync: { value: broken },
      transaction: { value: (work: () => void) => Promise.resolve(work).then(broken) },
    }) as typeof entries;
    const writer = new GroupCommit(disk, () => told.push('failure'), slowMs);
    const outcomes = await Promise.allSettled([1, 2].map((n) => writer.add(() => n, false)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(told).toEqual(['failure']);
  });
});
