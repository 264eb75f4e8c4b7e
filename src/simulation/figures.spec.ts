import { gini, spreadOf } from './figures';

describe('the Gini coefficient', () => {
  it.each([
    ['nobody', [], 0],
    ['all the same', [5, 5, 5], 0],
    ['one has it all', [0, 0, 0, 8], 0.75],
    ['a half more', [2, 3], 0.1],
  ])('of %s', (_, values, expected) => expect(gini(values)).toBeCloseTo(expected, 10));
});

describe('a spread', () => {
  it('has a mean and percentiles', () =>
    expect(spreadOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({
      ...{ mean: 50.5, p50: 51, p95: 96 },
    }));

  it('of nothing is nothing', () => expect(spreadOf([])).toEqual({ mean: 0, p50: 0, p95: 0 }));
});
