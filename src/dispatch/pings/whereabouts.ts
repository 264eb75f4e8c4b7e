import { randomUUID } from 'node:crypto';
import { dropEldest } from '../../shared/drop-eldest';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId } from '../../shared/kernel/ids';
import type { Instant } from '../../shared/kernel/time';
import type { Sighting } from '../supply/sightings';
import { judge, STALE_MS, type DropReason, type Point } from './judge';

/** What became of a driver's points. */
export interface Taken {
  readonly accepted: number;
  readonly dropped: ReadonlyMap<DropReason, number>;
  /** The newest that was accepted. */
  readonly last: Point | undefined;
  /** Those that belong to the trail. */
  readonly trail: readonly Point[];
}

interface Known {
  readonly seenMs: number;
  readonly seenAt: Instant;
  readonly at: GeoPoint;
  readonly trailAt: GeoPoint;
}

type See = (sighting: Sighting) => void;

/** More drivers than one process serves: those not heard of for longest are forgotten first. */
const MOST_DRIVERS = 100_000;

/** The last place of every driver that this process has heard of, from them or from others, told as it changes. */
export class Whereabouts {
  /** This process among those that take pings. */
  readonly door = randomUUID();
  /** Those heard of last at the end. */
  private readonly known = new Map<DriverId, Known>();
  private readonly followers = new Set<See>();

  constructor(
    private readonly now: () => number = () => Date.now(),
    private readonly most = MOST_DRIVERS,
  ) {}

  get size(): number {
    return this.known.size;
  }

  get followed(): boolean {
    return this.followers.size > 0;
  }

  /** Points as a driver's device sent them: those worth believing are told at once. */
  take(driverId: DriverId, points: readonly Point[]): Taken {
    const nowMs = this.now();
    const dropped = new Map<DropReason, number>();
    const kept: Point[] = [];
    const trail: Point[] = [];
    for (const point of points) {
      const before = this.known.get(driverId);
      const verdict = judge(point, before, nowMs);
      if (typeof verdict === 'string') {
        dropped.set(verdict, (dropped.get(verdict) ?? 0) + 1);
        continue;
      }
      kept.push(point);
      if (verdict.moved) trail.push(point);
      const known = knownFrom(point, verdict.moved ? point : before?.trailAt);
      this.remember(driverId, known);
      if (verdict.fresh) this.tell(driverId, known);
    }
    return { accepted: kept.length, dropped, last: kept.at(-1), trail };
  }

  /** What another process has found worth believing; nothing when something newer is known. */
  hear({ driverId, at, seenAt }: Sighting): void {
    const heard = knownFrom({ ...at, at: seenAt }, at);
    const known = this.known.get(driverId);
    if (known && known.seenMs >= heard.seenMs) return;
    this.remember(driverId, heard);
    if (heard.seenMs > this.now() - STALE_MS) this.tell(driverId, heard);
  }

  /**
   * Tells where drivers are who were heard of lately, and from then on all that is new.
   * @returns ends it
   */
  follow(see: See): () => void {
    const since = this.now() - STALE_MS;
    for (const [driverId, known] of this.known) {
      if (known.seenMs > since) see(sightingOf(driverId, known));
    }
    this.followers.add(see);
    return () => this.followers.delete(see);
  }

  private remember(driverId: DriverId, known: Known): void {
    this.known.delete(driverId);
    this.known.set(driverId, known);
    dropEldest(this.known, this.most);
  }

  private tell(driverId: DriverId, known: Known): void {
    if (this.followers.size === 0) return;
    const sighting = sightingOf(driverId, known);
    for (const see of this.followers) see(sighting);
  }
}

type Seen = GeoPoint & { readonly at: Instant };

function knownFrom({ lat, lon, at: seenAt }: Seen, trailAt: GeoPoint | undefined): Known {
  const at = { lat, lon };
  return { seenMs: Date.parse(seenAt), seenAt, at, trailAt: trailAt ?? at };
}

function sightingOf(driverId: DriverId, { at, seenAt }: Known): Sighting {
  return { driverId, at, seenAt };
}
