// Writes trips as earlier versions of the platform would have recorded them, from real rows of the taxi fares:
//   node scripts/make-historical-trips.mjs FARES.csv[.gz] [TRIPS] [SEED] > data/historical-trips.jsonl
// Deterministic. Rows that cannot be a ride are skipped, and so are those of April 2014: that month is the sample's.
import { readFileSync } from 'node:fs';
import { URL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { metresBetween, zoneAt, zonesOf } from './geometry.mjs';
import { historyOf } from './old-events.mjs';

const [file, trips = '500', seed = '2014'] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/make-historical-trips.mjs FARES.csv[.gz] [TRIPS] [SEED]');
  process.exit(2);
}

const zonesFile = new URL('../data/nyc-taxi-zones.geojson', import.meta.url);
const zones = zonesOf(JSON.parse(readFileSync(zonesFile, 'utf8')));
const rides = ridesIn(readFileSync(file)).slice(0, Number(trips));
rides.sort((a, b) => a.at - b.at);
for (const ride of rides) {
  const events = historyOf(ride, zoneAt(zones, ride.pickup), seed);
  for (const event of events) console.log(JSON.stringify(event));
}
console.error(`${rides.length} trips, seed ${seed}`);

function ridesIn(bytes) {
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split(/\r?\n/)
    .slice(1)
    .map(rideIn)
    .filter((ride) => ride !== undefined);
}

function rideIn(row) {
  const [, fare, when = '', ...numbers] = row.split(',');
  const [pickupLon, pickupLat, dropLon, dropLat] = numbers.map(Number);
  const ride = {
    row,
    fare: Number(fare),
    at: new Date(when.replace(' UTC', 'Z').replace(' ', 'T')),
    pickup: { lat: pickupLat, lon: pickupLon },
    drop: { lat: dropLat, lon: dropLon },
  };
  return isGood(ride) && !isOfTheSample(ride) ? ride : undefined;
}

function isGood({ fare, at, pickup, drop }) {
  const apart = metresBetween(pickup, drop);
  return (
    fare > 0 &&
    fare < 500 &&
    !Number.isNaN(at.getTime()) &&
    isHere(pickup) &&
    isHere(drop) &&
    apart >= 100
  );
}

function isHere({ lat, lon }) {
  return lat > 39.8 && lat < 41.8 && lon > -75.3 && lon < -71.7;
}

/** With a day to spare at both ends, whatever the time zone. */
function isOfTheSample({ at }) {
  const day = at.toISOString().slice(0, 10);
  return day >= '2014-03-31' && day <= '2014-05-01';
}
