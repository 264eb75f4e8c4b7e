import { cellToParent, gridRing, latLngToCell } from 'h3-js';
import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';

/** About 0.1 km²: where a driver stands. */
const BUCKET_RESOLUTION = 9;
/** About 0.7 km²: what is searched, ring by ring; a search in buckets would visit seven times as many. */
const SEARCH_RESOLUTION = 8;

/** Two rings of search cells lie at least this far apart, and cells reach at most so far from their centres. */
const RING_M = 700;
const REACH_M = 1200;

/** More cells than a large city has. */
const MOST_CENTRES = 4096;

interface Standing<D> {
  driver: D;
  at: GeoPoint;
  bucket: string;
}

export interface Found<D> {
  readonly driver: D;
  readonly at: GeoPoint;
  readonly straightM: number;
}

/**
 * Where the drivers of one city are, in memory. A hint, never the truth: the truth about who is free is on the
 * drivers' shifts. Each driver stands in one bucket; buckets are kept by the search cell around them.
 */
export class SupplyIndex<D extends { readonly driverId: string }> {
  private readonly standing = new Map<string, Standing<D>>();
  private readonly cells = new Map<string, Map<string, Set<Standing<D>>>>();
  /** Around the cells that were searched from: working rings out costs more than looking into them. */
  private readonly rings = new Map<string, string[][]>();

  get size(): number {
    return this.standing.size;
  }

  /** Puts a driver somewhere, or moves them, or changes what is known of them. */
  place(driver: D, at: GeoPoint): void {
    const known = this.standing.get(driver.driverId);
    const bucket = latLngToCell(at.lat, at.lon, BUCKET_RESOLUTION);
    if (known?.bucket === bucket) {
      known.driver = driver;
      known.at = at;
      return;
    }
    if (known) this.takeOut(known);
    const placed = { driver, at, bucket };
    this.standing.set(driver.driverId, placed);
    this.bucketOf(bucket).add(placed);
  }

  remove(driverId: string): void {
    const known = this.standing.get(driverId);
    if (!known) return;
    this.standing.delete(driverId);
    this.takeOut(known);
  }

  find(driverId: string): { readonly driver: D; readonly at: GeoPoint } | undefined {
    return this.standing.get(driverId);
  }

  /** The nearest `most` drivers that are wanted, the nearest first, none farther than `withinM` metres. */
  near(
    point: GeoPoint,
    withinM: number,
    most: number,
    wanted: (driver: D) => boolean = () => true,
  ): Found<D>[] {
    const centre = latLngToCell(point.lat, point.lon, SEARCH_RESOLUTION);
    const found: Found<D>[] = [];
    let farthest = withinM;
    // What is still to come lies farther than what was found.
    for (let ring = 0; ring * RING_M - REACH_M <= farthest; ring++) {
      for (const cell of this.ringOf(centre, ring)) {
        this.addFrom(cell, point, farthest, wanted, found);
      }
      found.sort(nearestFirst);
      found.length = Math.min(found.length, most);
      farthest = found[most - 1]?.straightM ?? withinM;
    }
    return found;
  }

  /** How many drivers stand in each bucket that is not empty. */
  *counts(): Generator<readonly [bucket: string, drivers: number]> {
    for (const buckets of this.cells.values()) {
      for (const [bucket, { size }] of buckets) yield [bucket, size];
    }
  }

  private ringOf(centre: string, ring: number): readonly string[] {
    if (this.rings.size > MOST_CENTRES) this.rings.clear();
    const known = this.rings.get(centre) ?? [];
    if (known.length === 0) this.rings.set(centre, known);
    return (known[ring] ??= gridRing(centre, ring));
  }

  private addFrom(
    cell: string,
    point: GeoPoint,
    withinM: number,
    wanted: (driver: D) => boolean,
    found: Found<D>[],
  ): void {
    for (const bucket of this.cells.get(cell)?.values() ?? []) {
      for (const { driver, at } of bucket) {
        const straightM = metresBetween(point, at);
        if (straightM <= withinM && wanted(driver)) found.push({ driver, at, straightM });
      }
    }
  }

  private bucketOf(bucket: string): Set<Standing<D>> {
    const cell = cellToParent(bucket, SEARCH_RESOLUTION);
    const buckets = this.cells.get(cell) ?? new Map<string, Set<Standing<D>>>();
    const members = buckets.get(bucket) ?? new Set<Standing<D>>();
    this.cells.set(cell, buckets.set(bucket, members));
    return members;
  }

  private takeOut(standing: Standing<D>): void {
    const { bucket } = standing;
    const cell = cellToParent(bucket, SEARCH_RESOLUTION);
    const buckets = this.cells.get(cell);
    const members = buckets?.get(bucket);
    members?.delete(standing);
    if (members?.size === 0) buckets?.delete(bucket);
    if (buckets?.size === 0) this.cells.delete(cell);
  }
}

function nearestFirst<D extends { readonly driverId: string }>(a: Found<D>, b: Found<D>): number {
  const order = a.straightM - b.straightM;
  return order === 0 ? a.driver.driverId.localeCompare(b.driver.driverId) : order;
}
