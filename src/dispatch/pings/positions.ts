import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import type { BesideTheLog } from '../../shared/mongo/beside-the-log';
import type { Point } from './judge';

/** Where a driver was seen last. */
export interface DriverPosition {
  /** The driver's id. */
  readonly _id: string;
  readonly lat: number;
  readonly lon: number;
  /** By the device's clock. */
  readonly seenAt: Date;
  /** By the database's clock: what is new to whoever reads here is told by it. Documents end by it. */
  readonly receivedAt: Date;
  /** The process that took the ping. */
  readonly door: string;
}

/** A place of a driver's trail. */
export interface TrailPoint {
  /** Driver and time: written again, it is the same. */
  readonly _id: string;
  readonly driverId: string;
  readonly at: Date;
  readonly lat: number;
  readonly lon: number;
  readonly accuracyM: number;
  readonly heading?: number;
  readonly speedMps?: number;
  readonly expiresAt: Date;
}

const named = (name: BesideTheLog['collection']) => name;

/** Nobody waits for pings to be on several machines, nor longer than this for one. */
const options = { writeConcern: { w: 1 }, timeoutMS: 5000 } as const;

export function positionsIn(db: Db): Collection<DriverPosition> {
  return db.collection(named('driver_positions'), options);
}

export function trailsIn(db: Db): Collection<TrailPoint> {
  return db.collection(named('telemetry'), options);
}

const DAY_MS = 86_400_000;

/** Puts a driver's last place down, unless a newer one is there: its upsert is then refused as a duplicate. */
export function placing(
  driverId: string,
  { lat, lon, at }: Point,
  door: string,
): AnyBulkWriteOperation<DriverPosition> {
  const seenAt = new Date(at);
  return {
    updateOne: {
      filter: { _id: driverId, seenAt: { $lt: seenAt } },
      update: { $set: { lat, lon, seenAt, door }, $currentDate: { receivedAt: true } },
      upsert: true,
    },
  };
}

export function trailPoint(driverId: string, point: Point, keptDays: number): TrailPoint {
  const { lat, lon, accuracyM, heading, speedMps } = point;
  const at = new Date(point.at);
  return {
    ...{ _id: `${driverId}/${point.at}`, driverId, at, lat, lon, accuracyM },
    ...(heading === undefined ? {} : { heading }),
    ...(speedMps === undefined ? {} : { speedMps }),
    expiresAt: new Date(at.getTime() + keptDays * DAY_MS),
  };
}
