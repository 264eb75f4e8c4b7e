import type { Db } from 'mongodb';
import type { DriverId } from '../../shared/kernel/ids';
import type { Sighting } from '../supply/sightings';
import { STALE_MS } from './judge';
import { positionsIn } from './positions';

/** What is read again each time: a place may be seen after one that was received later. */
const OVERLAP_MS = 1000;

/** The places that other processes took, in the order in which the database received them. */
export class OtherDoors {
  private since: Date | undefined;

  constructor(
    private readonly db: Db,
    /** Whose own places are known already. */
    private readonly door: string,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** Tells what is new since it looked last; the first time, where drivers are who were heard of lately. */
  async look(hear: (sighting: Sighting) => void): Promise<void> {
    const from = this.since ?? new Date(this.now() - STALE_MS - OVERLAP_MS);
    const filter = { receivedAt: { $gt: from }, door: { $ne: this.door } };
    let latest = from;
    for await (const { _id, lat, lon, seenAt, receivedAt } of positionsIn(this.db).find(filter)) {
      if (receivedAt > latest) latest = receivedAt;
      hear({ driverId: _id as DriverId, at: { lat, lon }, seenAt: seenAt.toISOString() });
    }
    this.since = latest > from ? new Date(latest.getTime() - OVERLAP_MS) : from;
  }

  /** Begins anew: after a while in which nobody looked. */
  forget(): void {
    this.since = undefined;
  }
}
