import { Injectable } from '@nestjs/common';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { drawn, type DrawnMap, type Resolution } from './drawn';
import { DriverPositions } from './driver-positions';
import { liveMap } from './live-map';

export interface ShownMap extends DrawnMap {
  readonly cityId: string;
  readonly resolution: Resolution;
  /** Of the positions, which no log position says anything about. */
  readonly at: string;
  readonly asOf: AsOf;
}

@Injectable()
export class LiveMapQuery {
  constructor(
    private readonly freshness: Freshness,
    private readonly positions: DriverPositions,
  ) {}

  async of(cityId: string, resolution: Resolution, minPosition?: string): Promise<ShownMap> {
    const { documents, asOf } = await this.freshness.open(liveMap, minPosition);
    const known = await documents.find({ cityId }).toArray();
    const drivers = known.flatMap((each) => (each.kind === 'driver' ? [each.driverId] : []));
    const at = new Date().toISOString();
    const map = drawn(known, await this.positions.of(drivers), resolution, at);
    return { cityId, resolution, ...map, at, asOf };
  }
}
