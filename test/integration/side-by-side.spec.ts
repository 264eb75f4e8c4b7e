import { startStores, type Stores } from '#test/stores';
import type { Kept } from '../../src/read/engine/projection';
import { documentsOf, sideBySide } from '../../src/read/engine/rebuild/side-by-side';

/** More than one request brings. */
const MANY = 2500;
let stores: Stores;

const of = (name: string) => stores.db.collection<Kept<object>>(name);
const key = (index: number) => String(index).padStart(5, '0');
const document = (index: number) => ({ _id: key(index), _at: '1' });
const isLive = (index: number) => index % 7 !== 3;
const isBuilt = (index: number) => index % 5 !== 2;
const numbers = Array.from({ length: MANY }, (_, index) => index);

async function openCursors(): Promise<number> {
  const { metrics } = (await stores.db.command({ serverStatus: 1 })) as {
    metrics: { cursor: { open: { total: number } } };
  };
  return metrics.cursor.open.total;
}

beforeAll(async () => {
  stores = await startStores();
  await of('live').insertMany(numbers.filter(isLive).map(document));
  await of('built').insertMany(numbers.filter(isBuilt).map(document));
});
afterAll(() => stores.close());

it('shows every key once, in order, with what each side has of it', async () => {
  const seen: (readonly [string | undefined, string | undefined])[] = [];
  for await (const pairs of sideBySide(of('live'), of('built'))) {
    for (const pair of pairs) {
      const [live, built] = documentsOf(pair);
      seen.push([live?._id, built?._id]);
    }
  }
  const expected = numbers
    .filter((index) => isLive(index) || isBuilt(index))
    .map((index) => [
      isLive(index) ? key(index) : undefined,
      isBuilt(index) ? key(index) : undefined,
    ]);
  expect(seen).toEqual(expected);
  expect(await openCursors()).toBe(0);
});

it('lets go of both sides when whoever compares has seen enough', async () => {
  let looks = 0;
  for await (const pairs of sideBySide(of('live'), of('built'))) {
    looks += pairs.length;
    expect(await openCursors()).toBe(2);
    break;
  }
  expect(looks).toBeGreaterThan(0);
  expect(looks).toBeLessThan(MANY);
  expect(await openCursors()).toBe(0);
});
