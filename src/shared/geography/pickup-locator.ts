import { Injectable } from '@nestjs/common';
import { latLngToCell } from 'h3-js';
import type { GeoPoint } from '../kernel/geo-point';
import { ZoneMap } from './zone-map';

/** H3 resolution 8, about 0.7 km²: the cell that supply is searched and priced by. */
const CELL_RESOLUTION = 8;

export interface Located {
  /** The taxi zone, null outside every zone. */
  readonly zoneId: number | null;
  readonly cell: string;
}

/** Puts a pickup on the city's two maps. */
@Injectable()
export class PickupLocator {
  constructor(private readonly zones: ZoneMap) {}

  locate(point: GeoPoint): Located {
    return {
      zoneId: this.zones.zoneAt(point)?.zoneId ?? null,
      cell: latLngToCell(point.lat, point.lon, CELL_RESOLUTION),
    };
  }
}
