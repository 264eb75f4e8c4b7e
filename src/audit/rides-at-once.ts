/** Which driver has which trips, as the trips have it. */
export class RidesAtOnce {
  private readonly byDriver = new Map<string, Set<string>>();
  private readonly drivers = new Map<string, string>();
  /** Whose driver has come to the pickup. */
  private readonly begun = new Set<string>();

  /**
   * @param isQueued it is for afterwards: beside the one that the driver is at
   * @returns a trip that the driver has already and may not have beside this one
   */
  begin(driverId: string, tripId: string, isQueued: boolean): string | undefined {
    this.over(tripId);
    const trips = this.byDriver.get(driverId) ?? new Set<string>();
    const tooMany = [...trips].find((each) => !isQueued || trips.size > 1 || !this.begun.has(each));
    this.byDriver.set(driverId, trips.add(tripId));
    this.drivers.set(tripId, driverId);
    return tooMany;
  }

  /** The driver is at it. @returns another that they are at */
  attend(tripId: string): string | undefined {
    const driverId = this.drivers.get(tripId);
    if (driverId === undefined) return undefined;
    this.begun.add(tripId);
    const trips = [...(this.byDriver.get(driverId) ?? [])];
    return trips.find((each) => each !== tripId && this.begun.has(each));
  }

  over(tripId: string): void {
    const driverId = this.drivers.get(tripId);
    if (driverId === undefined) return;
    this.begun.delete(tripId);
    this.drivers.delete(tripId);
    const trips = this.byDriver.get(driverId);
    trips?.delete(tripId);
    if (trips?.size === 0) this.byDriver.delete(driverId);
  }
}
