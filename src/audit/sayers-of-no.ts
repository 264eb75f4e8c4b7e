interface OfDriver {
  readonly tripId: string;
  readonly driverId: string;
}

/** After these nobody is asked for the trip any more. */
export const TRIP_OVER = [
  ...(['TripCompleted', 'TripCancelled', 'TripUnfulfilled', 'TripNoShow'] as const),
  ...(['TripAborted', 'TripSettled'] as const),
] as const;

/** Who declined a trip, let its offer run out, or did not keep it, for as long as the trip lasts. */
export class SayersOfNo {
  private readonly byTrip = new Map<string, Set<string>>();

  add({ tripId, driverId }: OfDriver): void {
    const known = this.byTrip.get(tripId);
    if (known) known.add(driverId);
    else this.byTrip.set(tripId, new Set([driverId]));
  }

  has({ tripId, driverId }: OfDriver): boolean {
    return this.byTrip.get(tripId)?.has(driverId) ?? false;
  }

  forget({ tripId }: Pick<OfDriver, 'tripId'>): void {
    this.byTrip.delete(tripId);
  }
}
