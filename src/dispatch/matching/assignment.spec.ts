import fc from 'fast-check';
import { cheapestAssignment, UNASSIGNED, type Edge } from './assignment';

const SEED = 8;
const LEAVING = 1000;

/** By trying everything. */
function leastCost(rows: readonly (readonly Edge[])[], taken = new Set<number>()): number {
  const [first, ...rest] = rows;
  if (!first) return 0;
  const served = first
    .filter(({ column }) => !taken.has(column))
    .map(({ column, cost }) => cost + leastCost(rest, new Set([...taken, column])));
  return Math.min(LEAVING + leastCost(rest, taken), ...served);
}

function costOf(rows: readonly (readonly Edge[])[], columns: Int32Array): number {
  return rows.reduce((sum, row, index) => {
    const column = columns[index];
    if (column === UNASSIGNED) return sum + LEAVING;
    return sum + (row.find((edge) => edge.column === column)?.cost ?? NaN);
  }, 0);
}

const COLUMNS = 5;
const edge = fc.record({
  column: fc.nat(COLUMNS - 1),
  cost: fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ min: 0, max: 1200, noNaN: true })),
});
const row = fc.uniqueArray(edge, { selector: ({ column }) => column });

describe(`the cheapest assignment (seed ${SEED})`, () => {
  it('costs as little as any, and gives no column twice', () =>
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const columns = cheapestAssignment(rows, COLUMNS, LEAVING) ?? new Int32Array();
        const given = [...columns].filter((column) => column !== UNASSIGNED);
        expect(new Set(given).size).toBe(given.length);
        expect(costOf(rows, columns)).toBeCloseTo(leastCost(rows), 6);
      }),
      { seed: SEED, numRuns: 2000 },
    ));

  it('leaves a row alone when that is cheaper', () => {
    expect([...(cheapestAssignment([[{ column: 0, cost: 30 }]], 1, 20) ?? [])]).toEqual([-1]);
  });

  it('has no answer once time is up', () => {
    expect(cheapestAssignment([[]], 0, 1, () => false)).toBeUndefined();
  });
});
