import { KeyRing } from './key-ring';
import type { SubjectKeys } from './subject-keys';

/** Counts what is asked of the store; the store itself is held to its word in the integration spec. */
function ringOf(most: number) {
  const asked: string[][] = [];
  let now = 0;
  const find = (subjects: readonly string[]) => {
    asked.push([...subjects]);
    return Promise.resolve(new Map(subjects.map((each) => [each, Buffer.from(each)] as const)));
  };
  const store = { find, findOrMake: find } as unknown as SubjectKeys;
  const ring = new KeyRing(store, 1000, most, () => now);
  return { ring, asked, later: (ms: number) => (now += ms) };
}

describe('the keys at hand', () => {
  it('are looked up once, all that are missing together', async () => {
    const { ring, asked } = ringOf(10);
    await ring.of(['ada', 'eve', 'ada']);
    expect(ring.of(['eve'])).toEqual(new Map([['eve', Buffer.from('eve')]]));
    await ring.of(['eve', 'ida']);
    expect(asked).toEqual([['ada', 'eve'], ['ida']]);
  });

  it('are looked up again after a while, since they may have been shredded', async () => {
    const { ring, asked, later } = ringOf(10);
    await ring.of(['ada']);
    later(999);
    await ring.of(['ada']);
    later(1);
    await ring.of(['ada']);
    expect(asked).toEqual([['ada'], ['ada']]);
  });

  it('are never more than so many', async () => {
    const { ring, asked } = ringOf(2);
    for (const each of ['ada', 'eve', 'ida', 'ada']) await ring.of([each]);
    expect(asked).toEqual([['ada'], ['eve'], ['ida'], ['ada']]);
  });
});
