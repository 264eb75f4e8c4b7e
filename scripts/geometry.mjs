import pointInPolygon from 'point-in-polygon-hao';

/** Flat-earth distance in metres, good enough within a city. */
export function metresBetween(a, b) {
  const radians = Math.PI / 180;
  const north = (b.lat - a.lat) * radians;
  const east = (b.lon - a.lon) * radians * Math.cos(((a.lat + b.lat) / 2) * radians);
  return Math.hypot(north, east) * 6_371_009;
}

/** Of the taxi zones' GeoJSON, the lowest id first: it gets the points on a common border. */
export function zonesOf({ features }) {
  return features
    .map(({ properties, geometry: { type, coordinates } }) => ({
      zoneId: properties.LocationID,
      polygons: type === 'Polygon' ? [coordinates] : coordinates,
    }))
    .sort((a, b) => a.zoneId - b.zoneId);
}

/** The LocationID of the zone at a point; null outside every zone. */
export function zoneAt(zones, { lat, lon }) {
  const holds = ({ polygons }) =>
    polygons.some((rings) => pointInPolygon([lon, lat], rings) !== false);
  return zones.find(holds)?.zoneId ?? null;
}
