import type { Ask, Candidate, OpenRequest, Supply } from '../../src/dispatch/matching/round';
import type { DriverId, TripId } from '../../src/shared/kernel/ids';

const pickup = { lat: 40.75, lon: -73.98 };

export const driver = (name: string, more: Partial<Supply> = {}): Supply => ({
  driverId: name as DriverId,
  ...{ at: pickup, freeInS: 0, takesQueued: false, budgetLeftS: 36_000 },
  car: { tiers: new Set(['uberx']), seats: 4, wheelchair: false, childSeat: false },
  ...{ acceptance: 1, completion: 1, rating: 5, tripsToday: 0, earnedPerHour: null },
  ...more,
});

export const request = (name: string, more: Partial<OpenRequest> = {}): OpenRequest => ({
  tripId: name as TripId,
  pickup,
  needs: { tier: 'uberx', seats: 1, wheelchair: false, childSeat: false },
  ...{ waitedS: 0, rideS: 600, reassigned: false, excluded: new Set() },
  ...more,
});

export const at = (
  driver: Supply,
  etaS: number,
  straightM = etaS * 5,
  queuePlace: number | null = null,
): Candidate => ({
  ...{ driver, etaS, straightM, etaSource: 'distance', queuePlace },
});

export const round = (...asks: readonly Ask[]) => ({ asks, medianPerHour: null });
