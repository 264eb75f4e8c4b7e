import { cellToLatLng, cellToParent, gridRing, latLngToCell } from 'h3-js';
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

/** No place of a bucket is farther from its centre. */
const BUCKET_REACH_M = 300;

/** From south to north, and a little less than it is. */
const METRES_PER_DEGREE = 111_000;

interface Bucket<D> {
  readonly centre: GeoPoint;
  readonly members: Set<Standing<D>>;
}

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
  private readonly cells = new Map<string, Map<string, Bucket<D>>>();
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
    this.bucketOf(bucket).members.add(placed);
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
    const nearest = new Nearest<D>(point, most, withinM);
    // What is still to come lies farther than what was found.
    for (let ring = 0; ring * RING_M - REACH_M <= nearest.farthestM; ring++) {
      for (const cell of this.ringOf(centre, ring)) {
        for (const bucket of this.cells.get(cell)?.values() ?? []) {
          nearest.lookInto(bucket, wanted);
        }
      }
    }
    return nearest.found;
  }

  /** How many drivers stand in each bucket that is not empty. */
  *counts(): Generator<readonly [bucket: string, drivers: number]> {
    for (const buckets of this.cells.values()) {
      for (const [bucket, { members }] of buckets) yield [bucket, members.size];
    }
  }

  private ringOf(centre: string, ring: number): readonly string[] {
    if (this.rings.size > MOST_CENTRES) this.rings.clear();
    const known = this.rings.get(centre) ?? [];
    if (known.length === 0) this.rings.set(centre, known);
    return (known[ring] ??= gridRing(centre, ring));
  }

  private bucketOf(name: string): Bucket<D> {
    const cell = cellToParent(name, SEARCH_RESOLUTION);
    const buckets = this.cells.get(cell) ?? new Map<string, Bucket<D>>();
    const bucket = buckets.get(name) ?? { centre: centreOf(name), members: new Set() };
    this.cells.set(cell, buckets.set(name, bucket));
    return bucket;
  }

  private takeOut(standing: Standing<D>): void {
    const cell = cellToParent(standing.bucket, SEARCH_RESOLUTION);
    const buckets = this.cells.get(cell);
    const bucket = buckets?.get(standing.bucket);
    bucket?.members.delete(standing);
    if (bucket?.members.size === 0) buckets?.delete(standing.bucket);
    if (buckets?.size === 0) this.cells.delete(cell);
  }
}

function centreOf(cell: string): GeoPoint {
  const [lat, lon] = cellToLatLng(cell);
  return { lat, lon };
}

/** The nearest so far, in order: whoever is farther than the last of them need not be looked at. */
class Nearest<D extends { readonly driverId: string }> {
  readonly found: Found<D>[] = [];

  constructor(
    private readonly point: GeoPoint,
    private readonly most: number,
    private readonly withinM: number,
  ) {}

  lookInto({ centre, members }: Bucket<D>, wanted: (driver: D) => boolean): void {
    if (metresBetween(this.point, centre) - BUCKET_REACH_M > this.farthestM) return;
    for (const { driver, at } of members) {
      // Cheaper than the distance, and never more than it.
      if (Math.abs(at.lat - this.point.lat) * METRES_PER_DEGREE > this.farthestM) continue;
      const straightM = metresBetween(this.point, at);
      if (straightM <= this.farthestM && wanted(driver)) this.add({ driver, at, straightM });
    }
  }

  get farthestM(): number {
    return this.found[this.most - 1]?.straightM ?? this.withinM;
  }

  private add(one: Found<D>): void {
    let place = this.found.length;
    for (; place > 0; place--) {
      const before = this.found[place - 1];
      if (before && !isNearer(one, before)) break;
    }
    this.found.splice(place, 0, one);
    if (this.found.length > this.most) this.found.pop();
  }
}

/** Equal distances are settled by name, so that the same places always give the same order. */
function isNearer<D extends { readonly driverId: string }>(a: Found<D>, b: Found<D>): boolean {
  if (a.straightM !== b.straightM) return a.straightM < b.straightM;
  return a.driver.driverId < b.driver.driverId;
}
