import { BadRequestException } from '@nestjs/common';
import fc from 'fast-check';
import { useStores } from '#test/stores';
import { after, pageOf, sortBy } from './paging';

const SEED = 7;
const stores = useStores();
const ORDER = { at: -1, _id: 1 } as const;

interface Item {
  readonly _id: string;
  readonly at: number;
}

describe('pages', () => {
  it(`show every item once and in order, whatever their size (seed ${SEED})`, async () => {
    const items = fc.uniqueArray(
      fc.record({
        _id: fc.string({ minLength: 1 }),
        at: fc.integer({ min: 1, max: 3 }),
      }),
      { selector: ({ _id }) => _id, maxLength: 25 },
    );
    const collection = stores().db.collection<Item>('pages');
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 9 }), async (all, limit) => {
        await collection.deleteMany({});
        if (all.length > 0) await collection.insertMany([...all]);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const query = collection.find(after<Item>(ORDER, cursor)).sort(sortBy(ORDER));
          const page = pageOf(ORDER, await query.limit(limit + 1).toArray(), limit);
          seen.push(...page.items.map(({ _id }) => _id));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        const whole = await collection.find().sort(sortBy(ORDER)).toArray();
        expect(seen).toEqual(whole.map(({ _id }) => _id));
      }),
      { seed: SEED, numRuns: 30 },
    );
  });

  it.each([
    '',
    'nonsense',
    '[]',
    '["a"]',
    '[null,"a"]',
    '[{"$gt":""},"a"]',
    '[[1],"a"]',
    '{"0":1,"length":2}',
  ])('refuse a cursor that was never given out: %j', (place) => {
    const cursor = Buffer.from(place).toString('base64url');
    expect(() => after(ORDER, cursor)).toThrow(BadRequestException);
  });
});
