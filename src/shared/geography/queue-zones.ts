import { ConfigurationError } from '../configuration';
import type { GeoPoint } from '../kernel/geo-point';
import type { ZoneMap } from './zone-map';

/** Inside whose fences drivers wait for their turn. */
export class QueueZones {
  private readonly ids: ReadonlySet<number>;

  /** @throws ConfigurationError for a zone that is on no map */
  constructor(
    ids: readonly number[],
    private readonly map: ZoneMap,
  ) {
    this.ids = new Set(ids);
    const missing = ids.find((id) => !map.zone(id));
    if (missing === undefined) return;
    throw new ConfigurationError(`QUEUE_ZONES: there is no taxi zone ${missing}`);
  }

  /** The zone in whose fence a place lies; null outside them all. */
  at(point: GeoPoint): number | null {
    const zoneId = this.map.zoneAt(point)?.zoneId;
    return zoneId !== undefined && this.ids.has(zoneId) ? zoneId : null;
  }
}
