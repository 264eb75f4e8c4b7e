import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Flatbush from 'flatbush';
import pointInPolygon from 'point-in-polygon-hao';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import type { GeoPoint } from '../kernel/geo-point';
import { projectRoot } from '../project-root';

/** A taxi zone of the NYC Taxi and Limousine Commission; `zoneId` is its LocationID. */
export interface Zone {
  readonly zoneId: number;
  readonly zone: string;
  readonly borough: string;
}

interface ZoneProperties {
  readonly LocationID: number;
  readonly zone: string;
  readonly borough: string;
}

type Rings = number[][][];
type Zones = FeatureCollection<Polygon | MultiPolygon, ZoneProperties>;

/** Which zone a point lies in: a spatial index over the polygons' boxes, then the polygons of the boxes hit. */
export class ZoneMap {
  private readonly shapes: { readonly zone: Zone; readonly rings: Rings }[] = [];
  private readonly boxes: Flatbush;
  private readonly byId = new Map<number, Zone>();

  constructor(zones: Zones) {
    // By id, so that of two zones that share a border the lower one gets it, always.
    const features = zones.features.toSorted(
      (a, b) => a.properties.LocationID - b.properties.LocationID,
    );
    for (const { properties, geometry } of features) {
      const { LocationID: zoneId, zone, borough } = properties;
      this.byId.set(zoneId, { zoneId, zone, borough });
      for (const rings of polygonsOf(geometry)) {
        this.shapes.push({ zone: { zoneId, zone, borough }, rings });
      }
    }
    this.boxes = new Flatbush(this.shapes.length);
    for (const { rings } of this.shapes) this.boxes.add(...boxOf(rings));
    this.boxes.finish();
  }

  static ofNewYork(): ZoneMap {
    const file = join(projectRoot, 'data', 'nyc-taxi-zones.geojson');
    return new ZoneMap(JSON.parse(readFileSync(file, 'utf8')) as Zones);
  }

  /** The zone at a point, its border included; undefined outside every zone. */
  zoneAt({ lat, lon }: GeoPoint): Zone | undefined {
    const hits = this.boxes.search(lon, lat, lon, lat);
    for (const index of hits.sort((a, b) => a - b)) {
      const shape = this.shapes[index];
      if (shape && pointInPolygon([lon, lat], shape.rings) !== false) return shape.zone;
    }
    return undefined;
  }

  get boroughs(): ReadonlySet<string> {
    return new Set([...this.byId.values()].map(({ borough }) => borough));
  }

  boroughOf(zoneId: number): string | undefined {
    return this.byId.get(zoneId)?.borough;
  }

  zone(zoneId: number): Zone | undefined {
    return this.byId.get(zoneId);
  }
}

function polygonsOf(geometry: Polygon | MultiPolygon): Rings[] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

function boxOf([outer = []]: Rings): [number, number, number, number] {
  const lons = outer.map(([lon = 0]) => lon);
  const lats = outer.map(([, lat = 0]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
