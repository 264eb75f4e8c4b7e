import { Injectable } from '@nestjs/common';
import { Db, type Collection } from 'mongodb';

/** Where a driver was heard last: one document each, written with every ping that is kept. */
export interface DriverPosition {
  readonly _id: string;
  readonly lat: number;
  readonly lon: number;
  /** By the driver's device, as an ISO instant. */
  readonly seenAt: string;
  readonly receivedAt: Date;
}

/** What pings say, which are no events and in no read model. */
@Injectable()
export class DriverPositions {
  constructor(private readonly db: Db) {}

  /** Of these drivers, those who were ever heard. */
  async of(driverIds: readonly string[]): Promise<Map<string, DriverPosition>> {
    if (driverIds.length === 0) return new Map();
    return byDriver(await this.positions.find({ _id: { $in: [...driverIds] } }).toArray());
  }

  /** Whoever was heard from that moment on. */
  async since(receivedAt: Date): Promise<Map<string, DriverPosition>> {
    return byDriver(await this.positions.find({ receivedAt: { $gte: receivedAt } }).toArray());
  }

  private get positions(): Collection<DriverPosition> {
    return this.db.collection('driver_positions');
  }
}

function byDriver(found: readonly DriverPosition[]): Map<string, DriverPosition> {
  return new Map(found.map((each) => [each._id, each]));
}
