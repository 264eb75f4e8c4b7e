// Cuts a day's sample from the monthly pickups: node scripts/cut-pickups-sample.mjs FILE DAY ROWS > SAMPLE
// Every k-th row of the day, so that all of its hours and bases keep their shares, put in the order of time.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const [file = '', day = '2014/4/2', wanted = '2400'] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/cut-pickups-sample.mjs FILE[.gz] [DAY] [ROWS]');
  process.exit(2);
}

const bytes = readFileSync(file);
const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
const [header, ...rows] = text.split(/\r?\n/).filter((line) => line !== '');
const ofDay = rows.filter((row) => row.startsWith(`${day} `));
const kept = ofDay.filter((_, index) => share(index + 1) > share(index));
kept.sort((a, b) => minuteOf(a) - minuteOf(b));
process.stdout.write([header, ...kept, ''].join('\n'));
console.error(`${kept.length} of the day's ${ofDay.length} rows`);

function share(index) {
  return Math.floor((index * Number(wanted)) / ofDay.length);
}

function minuteOf(row) {
  const [, hour, minute] = / (\d+):(\d+)/.exec(row);
  return Number(hour) * 60 + Number(minute);
}
