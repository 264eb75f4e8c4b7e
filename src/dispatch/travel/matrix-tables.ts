import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { Way } from './travel-times';

/** Ways that are asked for together: each from one of the sources to one of the destinations. */
export interface MatrixTable {
  readonly sources: readonly GeoPoint[];
  readonly destinations: readonly GeoPoint[];
  /** Which way of those asked for is which cell. */
  readonly cells: readonly {
    readonly way: number;
    readonly source: number;
    readonly destination: number;
  }[];
}

/**
 * Cuts ways into tables of at most so many points. Ways that follow each other, such as all to one pickup, come into one
 * table.
 */
export function tablesOf(ways: readonly Way[], mostPoints: number): MatrixTable[] {
  const tables: MatrixTable[] = [];
  let table = new Growing();
  ways.forEach((way, index) => {
    if (!table.holds(way) && table.size + 2 > mostPoints) {
      tables.push(table);
      table = new Growing();
    }
    table.add(way, index);
  });
  return table.cells.length > 0 ? [...tables, table] : tables;
}

class Growing implements MatrixTable {
  private readonly from = new Map<string, number>();
  private readonly to = new Map<string, number>();
  readonly sources: GeoPoint[] = [];
  readonly destinations: GeoPoint[] = [];
  readonly cells: { way: number; source: number; destination: number }[] = [];

  get size(): number {
    return this.sources.length + this.destinations.length;
  }

  holds({ from, to }: Way): boolean {
    return this.from.has(nameOf(from)) && this.to.has(nameOf(to));
  }

  add({ from, to }: Way, way: number): void {
    const source = numberOf(from, this.from, this.sources);
    this.cells.push({ way, source, destination: numberOf(to, this.to, this.destinations) });
  }
}

function numberOf(point: GeoPoint, numbers: Map<string, number>, points: GeoPoint[]): number {
  const name = nameOf(point);
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, points.length);
  return points.push(point) - 1;
}

/** Six digits are a tenth of a metre. */
export function nameOf({ lat, lon }: GeoPoint): string {
  return `${lon.toFixed(6)},${lat.toFixed(6)}`;
}
