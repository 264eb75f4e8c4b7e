/** What should have been followed by something else before a certain moment. */
export interface Expectation {
  readonly kind:
    'ORPHAN_RESERVATION' | 'SEARCH_OVERDUE' | 'ASSIGNED_WITHOUT_SHIFT' | 'HELD_WITHOUT_TRIP' | null;
  readonly cityId: string;
  readonly tripId: string;
  readonly driverId: string | null;
  /** When it was recorded: what is imported happened long ago, and is expected to go on from now. */
  readonly since: string;
  /** From then on it is an exception; null while trip and shift agree. */
  readonly dueAt: string | null;
  /** Whose shifts hold them for the trip, and whom the trip says it has. */
  readonly holds: {
    readonly committed: readonly string[];
    readonly assigned: string | null;
  } | null;
}
