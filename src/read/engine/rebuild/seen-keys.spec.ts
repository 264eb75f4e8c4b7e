import { SeenKeys } from './seen-keys';

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index.toString(16).padStart(12, '0')}`);

describe('keys that were seen', () => {
  it('are all known again, and hardly any other is', () => {
    const seen = new SeenKeys();
    const told = named('trip', 200_000);
    for (const key of told) seen.add(key);
    expect(told.every((key) => seen.mayHave(key))).toBe(true);
    const strangers = named('other', 100_000).filter((key) => seen.mayHave(key));
    expect(strangers.length).toBeLessThan(100);
  });
});
