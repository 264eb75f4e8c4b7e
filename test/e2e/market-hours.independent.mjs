// Works out from a pickups file and the taxi zones alone how many rows fall into each zone and hour. It shares no
// code with the platform on purpose, and is as plain as can be: it is what the platform's answers are compared with.
//
//   node test/e2e/market-hours.independent.mjs PICKUPS.csv[.gz] ZONES.geojson
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

/**
 * @param {string} pickups the text of a file with the columns Date/Time, Lat, Lon, Base
 * @param {object} zones the taxi zones as GeoJSON
 * @returns {{ rows: { zoneId: number | null, hour: string, requested: number }[], skipped: number }}
 *   rows in the order of hour and zone; `skipped` counts the lines that are no pickup in or around New York
 */
export function marketHours(pickups, zones) {
  const shapes = shapesOf(zones);
  const counts = new Map();
  let skipped = 0;
  for (const line of pickups.split('\n').slice(1)) {
    if (line.trim() === '') continue;
    const pickup = readPickup(line);
    if (!pickup) {
      skipped += 1;
      continue;
    }
    const key = `${pickup.hour} ${zoneAt(shapes, pickup) ?? ''}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rows = [...counts].map(([key, requested]) => {
    const [hour, zone] = key.split(' ');
    return { zoneId: zone === '' ? null : Number(zone), hour, requested };
  });
  rows.sort((a, b) => a.hour.localeCompare(b.hour) || (a.zoneId ?? 0) - (b.zoneId ?? 0));
  return { rows, skipped };
}

/** The file's times are New York's wall clock already, so the hour is in the text. */
function readPickup(line) {
  const fields = line.split(',').map((field) => field.trim().replace(/^"|"$/g, ''));
  const [when = '', lat = '', lon = ''] = fields;
  const [date = '', time = ''] = when.split(' ');
  const numbers = date.split('/').map(Number);
  const [year, month, day] = numbers[0] > 31 ? numbers : [numbers[2], numbers[0], numbers[1]];
  const hour = Number(time.split(':')[0]);
  const pickup = {
    hour: `${year}-${twoDigits(month)}-${twoDigits(day)}T${twoDigits(hour)}`,
    lat: Number(lat),
    lon: Number(lon),
  };
  const good = fields.length === 4 && /^\d{4}-\d\d-\d\dT\d\d$/.test(pickup.hour);
  return good && isAroundNewYork(pickup) ? pickup : undefined;
}

function twoDigits(number) {
  return String(number).padStart(2, '0');
}

function isAroundNewYork({ lat, lon }) {
  return lat >= 39.8 && lat <= 41.8 && lon >= -75.3 && lon <= -71.7;
}

/** By LocationID: a point on a border belongs to the lowest. */
function shapesOf(zones) {
  return zones.features
    .map(({ properties, geometry }) => {
      const { type, coordinates } = geometry;
      const polygons = type === 'Polygon' ? [coordinates] : coordinates;
      return { zoneId: properties.LocationID, polygons };
    })
    .sort((a, b) => a.zoneId - b.zoneId);
}

function zoneAt(shapes, point) {
  const shape = shapes.find(({ polygons }) => polygons.some((rings) => contains(rings, point)));
  return shape?.zoneId;
}

/** Even-odd rule over the outer ring and the holes together; borders belong to the polygon. */
function contains(rings, { lat, lon }) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [lonA, latA] = ring[i - 1];
      const [lonB, latB] = ring[i];
      const side = (lonB - lonA) * (lat - latA) - (latB - latA) * (lon - lonA);
      if (side === 0 && isBetween(lon, lonA, lonB) && isBetween(lat, latA, latB)) return true;
      const crosses = latA > lat !== latB > lat;
      if (crosses && side > 0 === latB > latA) inside = !inside;
    }
  }
  return inside;
}

function isBetween(value, a, b) {
  return value >= Math.min(a, b) && value <= Math.max(a, b);
}

function main([pickupsFile, zonesFile]) {
  if (!pickupsFile || !zonesFile) {
    console.error('usage: market-hours.independent.mjs PICKUPS.csv[.gz] ZONES.geojson');
    process.exit(2);
  }
  const bytes = readFileSync(pickupsFile);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
  console.log(JSON.stringify(marketHours(text, JSON.parse(readFileSync(zonesFile, 'utf8')))));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2));
}
