/** One way to serve a row; columns are numbered from 0. */
export interface Edge {
  readonly column: number;
  readonly cost: number;
}

export const UNASSIGNED = -1;

/**
 * The assignment of rows to columns with the least total cost, each column once at most; a row left alone costs
 * `leaving`. Shortest augmenting paths over the edges that there are (Jonker and Volgenant 1987, the sparse form):
 * rows join one by one, each along the cheapest path of reassignments, and column prices keep all of them optimal.
 * @param goOn asked before each row; when it says no there is no answer
 * @returns by row its column or UNASSIGNED
 */
export function cheapestAssignment(
  rows: readonly (readonly Edge[])[],
  columns: number,
  leaving: number,
  goOn: () => boolean = () => true,
): Int32Array | undefined {
  const search = new PathSearch(rows, columns, leaving);
  for (let row = 0; row < rows.length; row++) {
    if (!goOn()) return undefined;
    search.add(row);
  }
  return search.columnOf.map((column) => (column < columns ? column : UNASSIGNED));
}

/** Behind the real columns, each row has one of its own: to be left alone. */
class PathSearch {
  readonly columnOf: Int32Array;
  private readonly rowOf: Int32Array;
  private readonly price: Float64Array;
  private readonly distance: Float64Array;
  private readonly cameFrom: Int32Array;
  private readonly isSettled: Uint8Array;
  /** Columns seen but not settled in the present search, and those settled. */
  private open: number[] = [];
  private settled: number[] = [];

  constructor(
    private readonly rows: readonly (readonly Edge[])[],
    private readonly columns: number,
    private readonly leaving: number,
  ) {
    const all = columns + rows.length;
    this.columnOf = new Int32Array(rows.length).fill(UNASSIGNED);
    this.rowOf = new Int32Array(all).fill(UNASSIGNED);
    this.price = new Float64Array(all);
    this.distance = new Float64Array(all).fill(Infinity);
    this.cameFrom = new Int32Array(all);
    this.isSettled = new Uint8Array(all);
  }

  add(row: number): void {
    this.relax(row, 0);
    for (;;) {
      const column = this.nearest();
      const length = this.distance[column] ?? 0;
      const holder = this.rowOf[column] ?? UNASSIGNED;
      if (holder === UNASSIGNED) {
        this.reprice(length);
        this.reassignAlong(column, row);
        this.forget(column);
        return;
      }
      this.settled.push(column);
      this.isSettled[column] = 1;
      this.relax(holder, length - this.reduced(holder, column));
    }
  }

  /** Every way on from a row, its own empty column included. */
  private relax(row: number, before: number): void {
    const own = this.columns + row;
    this.reach(own, row, before + this.leaving - (this.price[own] ?? 0));
    for (const { column, cost } of this.rows[row] ?? []) {
      this.reach(column, row, before + cost - (this.price[column] ?? 0));
    }
  }

  private reach(column: number, row: number, length: number): void {
    const known = this.distance[column] ?? Infinity;
    // A settled column is never nearer by another way, but rounding may say so.
    if (length >= known || this.isSettled[column] === 1) return;
    if (known === Infinity) this.open.push(column);
    this.distance[column] = length;
    this.cameFrom[column] = row;
  }

  /** What the edge costs that a row holds, less the column's price. */
  private reduced(row: number, column: number): number {
    const price = this.price[column] ?? 0;
    if (column >= this.columns) return this.leaving - price;
    const edge = this.rows[row]?.find((each) => each.column === column);
    return (edge?.cost ?? Infinity) - price;
  }

  /** Takes the open column that is nearest. */
  private nearest(): number {
    const { open } = this;
    let best = 0;
    let least = Infinity;
    for (const [index, column] of open.entries()) {
      const length = this.distance[column] ?? Infinity;
      if (length < least) [best, least] = [index, length];
    }
    const column = open[best] ?? 0;
    open[best] = open.at(-1) ?? 0;
    open.pop();
    return column;
  }

  private reprice(length: number): void {
    for (const column of this.settled) {
      this.price[column] = (this.price[column] ?? 0) + (this.distance[column] ?? 0) - length;
    }
  }

  private reassignAlong(end: number, start: number): void {
    let column = end;
    for (;;) {
      const row = this.cameFrom[column] ?? start;
      const before = this.columnOf[row] ?? UNASSIGNED;
      this.rowOf[column] = row;
      this.columnOf[row] = column;
      if (row === start) return;
      column = before;
    }
  }

  private forget(last: number): void {
    for (const column of [...this.open, ...this.settled, last]) this.distance[column] = Infinity;
    for (const column of this.settled) this.isSettled[column] = 0;
    this.open = [];
    this.settled = [];
  }
}
