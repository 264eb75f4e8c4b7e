/** Without a passenger in sight, on the way to one or waiting for them, with one, and at rest. */
export const PHASES = ['open', 'enRoute', 'onTrip', 'onBreak'] as const;
export type Phase = (typeof PHASES)[number];

/** A shift as it went, from going online to going offline. */
export interface DriverShift {
  readonly driverId: string;
  readonly shiftNo: number;
  readonly cityId: string;
  readonly vehicleId: string;
  readonly tiers: readonly string[];
  readonly startedAt: string;
  /** Null while it lasts. */
  readonly endedAt: string | null;
  /** Who ended it, and why. */
  readonly ended: { readonly by: string; readonly cause: string } | null;
  /** Each lasts until the next begins, the last one until the end. */
  readonly spans: readonly Span[];
  /** Rides that were driven to their end. */
  readonly trips: number;
  /** With passengers. */
  readonly distanceM: number;
}

export interface Span {
  readonly phase: Phase;
  readonly from: string;
}
