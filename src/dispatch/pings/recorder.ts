import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { MongoBulkWriteError, type Db } from 'mongodb';
import { isMongoAway } from '../../shared/mongo/mongo.errors';
import type { DriverId } from '../../shared/kernel/ids';
import type { Point } from './judge';
import { placing, positionsIn, trailPoint, trailsIn, type TrailPoint } from './positions';
import type { Taken } from './whereabouts';

const FLUSHES_EVERY_MS = 1000;
/** In one bulk write: what makes one up keeps this process from everything else for some milliseconds. */
const BATCH = 250;
const DUPLICATE_KEY = 11_000;

export interface Recording {
  /** Of this process. */
  readonly door: string;
  /** How long trails are kept. */
  readonly trailDays?: number;
  /** Bounds of what waits while the database is away. */
  readonly mostDrivers?: number;
  readonly mostTrail?: number;
}

const DEFAULTS = { trailDays: 30, mostDrivers: 100_000, mostTrail: 200_000 };

/**
 * Writes where drivers are and were to the database, in bulk, about once a second. What waits is bounded: of each driver
 * the newest place, and of trails the newest points. While the database is away it waits, and nobody waits for it.
 */
export class Recorder {
  private readonly logger = new Logger('pings');
  private readonly stopping = new AbortController();
  private readonly places = new Map<DriverId, Point>();
  private trail: TrailPoint[] = [];
  private flushing: Promise<void> = Promise.resolve();
  private writing: Promise<void> = Promise.resolve();
  private isAway = false;
  private readonly recording: Required<Recording>;
  /** Points of trails, and places, that never got to the database. */
  lost = 0;

  constructor(
    private readonly db: Db,
    recording: Recording,
  ) {
    this.recording = { ...DEFAULTS, ...recording };
  }

  get waiting(): number {
    return this.places.size + this.trail.length;
  }

  note(driverId: DriverId, { last, trail }: Pick<Taken, 'last' | 'trail'>): void {
    if (last) this.keepPlace(driverId, last);
    const { trailDays } = this.recording;
    for (const point of trail) this.trail.push(trailPoint(driverId, point, trailDays));
    this.keepWithinBounds();
  }

  start(): void {
    this.flushing = this.flushUntil(this.stopping.signal);
  }

  /** Writes what waits, as far as the database takes it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.flushing;
    await this.flush();
    this.lost += this.waiting;
    if (this.waiting > 0) this.logger.warn(`${this.waiting} places were not written`);
  }

  /** Nothing is thrown: what was not written waits for the next time. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.writeAll());
    return this.writing;
  }

  private async flushUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(FLUSHES_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      await this.flush();
    }
  }

  private async writeAll(): Promise<void> {
    while (this.waiting > 0) {
      const places = firstOf(this.places, BATCH);
      const trail = this.trail.splice(0, BATCH);
      for (const [driverId] of places) this.places.delete(driverId);
      const written = await Promise.all([this.writePlaces(places), this.writeTrail(trail)]);
      if (written.every(Boolean)) continue;
      this.putBack(written[0] ? [] : places, written[1] ? [] : trail);
      return;
    }
  }

  /** What came meanwhile is newer. */
  private putBack(places: readonly (readonly [DriverId, Point])[], trail: readonly TrailPoint[]) {
    for (const [driverId, point] of places) {
      if (!this.places.has(driverId)) this.places.set(driverId, point);
    }
    this.trail = [...trail, ...this.trail];
    this.keepWithinBounds();
  }

  private writePlaces(places: readonly (readonly [DriverId, Point])[]): Promise<boolean> {
    const { door } = this.recording;
    const writes = places.map(([driverId, point]) => placing(driverId, point, door));
    return this.written(writes.length, () =>
      positionsIn(this.db).bulkWrite(writes, { ordered: false }),
    );
  }

  private writeTrail(trail: readonly TrailPoint[]): Promise<boolean> {
    return this.written(trail.length, () =>
      trailsIn(this.db).insertMany(trail, { ordered: false }),
    );
  }

  private async written(count: number, write: () => Promise<unknown>): Promise<boolean> {
    if (count === 0) return true;
    try {
      await write();
      this.isAway = false;
      return true;
    } catch (error) {
      const refused = refusedIn(error);
      if (refused === undefined) this.away(error);
      else if (refused > 0) this.refuse(refused, error);
      return refused !== undefined;
    }
  }

  /** Once an outage, not once a second. */
  private away(error: unknown): void {
    if (!this.isAway) this.logger.warn(`Places wait for the database: ${String(error)}`);
    this.isAway = true;
  }

  /** Trying again what the database understood and refused would refuse it for ever. */
  private refuse(refused: number, error: unknown): void {
    this.lost += refused;
    this.logger.error(`${refused} places were refused by the database`, error);
  }

  private keepPlace(driverId: DriverId, point: Point): void {
    this.places.delete(driverId);
    this.places.set(driverId, point);
  }

  private keepWithinBounds(): void {
    const { mostDrivers, mostTrail } = this.recording;
    for (const driverId of this.places.keys()) {
      if (this.places.size <= mostDrivers) break;
      this.places.delete(driverId);
      this.lost += 1;
    }
    const tooMany = this.trail.length - mostTrail;
    // Not one by one: cutting off the beginning of a long array costs as much as it is long.
    if (tooMany < Math.max(1, mostTrail / 10)) return;
    this.trail.splice(0, tooMany);
    this.lost += tooMany;
  }
}

/** How many writes the database refused for good; undefined when it did not answer. */
function refusedIn(error: unknown): number | undefined {
  if (isMongoAway(error) || !(error instanceof MongoBulkWriteError)) return undefined;
  const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return errors.filter(({ code }) => code !== DUPLICATE_KEY).length;
}

function firstOf<K, V>(map: ReadonlyMap<K, V>, count: number): (readonly [K, V])[] {
  const first: (readonly [K, V])[] = [];
  for (const entry of map) {
    if (first.length === count) break;
    first.push(entry);
  }
  return first;
}
