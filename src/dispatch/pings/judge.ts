import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';
import type { Instant } from '../../shared/kernel/time';

/** One place that a driver's device tells. */
export interface Point extends GeoPoint {
  /** By the device's clock. */
  readonly at: Instant;
  /** The radius, in metres, that the driver is within with the usual certainty of 68 %. */
  readonly accuracyM: number;
  /** Degrees clockwise from north. */
  readonly heading?: number;
  readonly speedMps?: number;
}

export const DROP_REASONS = ['INACCURATE', 'FROM_THE_FUTURE', 'TOO_OLD', 'NOT_NEWER'] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** A place that is worth believing. */
export interface Kept {
  /** Far enough from the trail's last place to belong to it; nearer, it is a sign of life. */
  readonly moved: boolean;
  /** Says where the driver is, and not only where they were. */
  readonly fresh: boolean;
}

/** What is known of a driver before a point. */
export interface Before {
  readonly seenMs: number;
  /** The last place of the trail. */
  readonly trailAt: GeoPoint;
}

const WORST_ACCURACY_M = 50;
const LEAST_MOVE_M = 25;
/** How far a device's clock may run ahead of ours. */
const AHEAD_MS = 10_000;
/** What a device may hold back where there is no network. */
const OLDEST_MS = 3_600_000;
/** After so long nobody knows where a driver is. */
export const STALE_MS = 60_000;

/** Whether to believe a point. */
export function judge(point: Point, before: Before | undefined, nowMs: number): DropReason | Kept {
  const atMs = Date.parse(point.at);
  if (point.accuracyM > WORST_ACCURACY_M) return 'INACCURATE';
  if (atMs > nowMs + AHEAD_MS) return 'FROM_THE_FUTURE';
  if (atMs < nowMs - OLDEST_MS) return 'TOO_OLD';
  if (before && atMs <= before.seenMs) return 'NOT_NEWER';
  const moved = !before || metresBetween(before.trailAt, point) >= LEAST_MOVE_M;
  return { moved, fresh: atMs > nowMs - STALE_MS };
}
