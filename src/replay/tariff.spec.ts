import { priceByMeter, priceByTariff, priceOfPart, type Price } from './prices';
import { Random } from './random';
import { fareFor } from './tariff';

const CAP = 1.3;
const route = (km: number, minutes: number) => ({ distanceM: km * 1000, durationS: minutes * 60 });
const sumOf = ({ fare }: Price) => fare.lines.reduce((sum, line) => sum + line.amountMinor, 0);

describe('a fare by the tariff', () => {
  it('is the base, the way and the time', () =>
    expect(fareFor(route(10, 30))).toEqual({
      lines: [
        { code: 'base', amountMinor: 300 },
        { code: 'distance', amountMinor: 1336 },
        { code: 'time', amountMinor: 1200 },
      ],
      totalMinor: 2836,
    }));

  it('is the minimum at least, and says so', () => {
    const { lines, totalMinor } = fareFor(route(0.5, 3));
    expect(totalMinor).toBe(800);
    expect(lines.at(-1)).toEqual({ code: 'minimum', amountMinor: 800 - 300 - 67 - 120 });
  });
});

const SEED = 'prices-1';

describe(`a thousand prices under the seed ${SEED}`, () => {
  const random = new Random(SEED);
  const planned = Array.from({ length: 1000 }, () =>
    route(random.between(0.2, 60), random.between(1, 120)),
  );
  const byTariff = planned.map((way) => priceByTariff(way, random));
  const byMeter = planned.map((way) => priceByMeter(250 + random.below(40_000), way, random));
  const broken = [...byTariff, ...byMeter].map((price) =>
    priceOfPart(price, random.between(0.2, 0.8), null),
  );

  it.each([
    ['the tariff', byTariff],
    ['the meter', byMeter],
    ['a part of the way', broken],
  ])('by %s add up, and stay below the cap of their quote', (_, prices) => {
    for (const price of prices) {
      expect(sumOf(price)).toBe(price.fare.totalMinor);
      expect(price.fare.totalMinor).toBeLessThanOrEqual(Math.floor(price.quotedMinor * CAP));
      expect(Number.isInteger(price.fare.totalMinor)).toBe(true);
    }
  });

  it('mostly hold their quote', () => {
    const held = byTariff.filter(({ reason }) => reason === 'QUOTE_HELD');
    expect(held.length / byTariff.length).toBeGreaterThan(0.8);
    for (const { fare, quotedMinor } of held) expect(fare.totalMinor).toBe(quotedMinor);
  });
});

describe('chance', () => {
  it('draws the same from the same seed, and evenly', () => {
    const [a, b] = [new Random(SEED), new Random(SEED)];
    const drawn = Array.from({ length: 100_000 }, () => a.next());
    expect(drawn.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => b.next()));
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => drawn.filter((number) => Math.floor(number * 10) === tenth).length,
    );
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});
