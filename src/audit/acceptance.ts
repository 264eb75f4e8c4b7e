import type { Place } from './verdicts';

/** One acceptance on its way: the driver is committed, then assigned; or lost, or turned away and free again. */
export interface Acceptance {
  readonly tripId: string;
  readonly driverId: string;
  readonly place: Place;
  readonly acceptedMs: number;
  committedMs?: number;
  assignedMs?: number;
  turnedAwayMs?: number;
  isFreed?: boolean;
  isQueued?: boolean;
}

/** Of which rule it falls short, and how in words. */
export function unfinished({ committedMs, assignedMs, turnedAwayMs }: Acceptance) {
  if (assignedMs !== undefined) {
    return ['assigned-is-committed', 'its driver is assigned and was never committed'] as const;
  }
  if (turnedAwayMs !== undefined) {
    return ['committed-is-assigned-or-freed', 'its driver was turned away, never freed'] as const;
  }
  return committedMs === undefined
    ? (['every-acceptance-ends', 'accepted, and its driver neither committed nor lost'] as const)
    : (['committed-is-assigned-or-freed', 'committed, neither assigned nor freed'] as const);
}
