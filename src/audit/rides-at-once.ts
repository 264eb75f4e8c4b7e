/** Which driver has which trips, as the trips have it. */
export class RidesAtOnce {
  private readonly byDriver = new Map<string, Set<string>>();
  private readonly drivers = new Map<string, string>();

  /** @returns a trip that the driver has already and may not have beside this one */
  begin(driverId: string, tripId: string, isQueued: boolean): string | undefined {
    this.over(tripId);
    const trips = this.byDriver.get(driverId) ?? new Set<string>();
    const [other] = trips;
    const tooMany = trips.size > (isQueued ? 1 : 0);
    this.byDriver.set(driverId, trips.add(tripId));
    this.drivers.set(tripId, driverId);
    return tooMany ? other : undefined;
  }

  over(tripId: string): void {
    const driverId = this.drivers.get(tripId);
    if (driverId === undefined) return;
    this.drivers.delete(tripId);
    const trips = this.byDriver.get(driverId);
    trips?.delete(tripId);
    if (trips?.size === 0) this.byDriver.delete(driverId);
  }
}
