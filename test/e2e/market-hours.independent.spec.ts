import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZoneMap } from '../../src/shared/geography/zone-map';
import { projectRoot } from '../../src/shared/project-root';

const sample = join(projectRoot, 'data', 'uber-pickups-2014-04-02.csv');
const newYork = join(projectRoot, 'data', 'nyc-taxi-zones.geojson');

interface MarketHours {
  readonly rows: readonly { zoneId: number | null; hour: string; requested: number }[];
  readonly skipped: number;
}

/** As a program of its own, which shares nothing with the platform. */
function independently(pickups: string, zones = newYork): MarketHours {
  const script = join(projectRoot, 'test', 'e2e', 'market-hours.independent.mjs');
  const printed = execFileSync(process.execPath, [script, pickups, zones], { encoding: 'utf8' });
  return JSON.parse(printed) as MarketHours;
}

/** Two squares that share the border at -73.9, the one with the higher id first in the file. */
const squares = {
  type: 'FeatureCollection',
  features: [
    [2, -73.9],
    [1, -74],
  ].map(([LocationID = 0, west = 0]) => {
    const east = Math.round((west + 0.1) * 10) / 10;
    const ring = [
      [west, 40.7],
      [east, 40.7],
      [east, 40.8],
      [west, 40.8],
      [west, 40.7],
    ];
    return {
      type: 'Feature',
      properties: { LocationID, zone: `Zone ${LocationID}`, borough: 'Somewhere' },
      geometry: { type: 'Polygon', coordinates: [ring] },
    };
  }),
};

function keyOf(line: string, zones: ZoneMap): string {
  const [when = '', lat, lon] = line.split(',');
  const hour = when.slice(when.indexOf(' ') + 1, when.indexOf(':'));
  const zone = zones.zoneAt({ lat: Number(lat), lon: Number(lon) });
  return `2014-04-02T${hour} ${zone?.zoneId ?? ''}`;
}

describe('the independent count of market hours', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'market-hours-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('counts by zone and hour, borders to the lowest id, the outside to nobody', () => {
    const file = (name: string, content: string) => {
      writeFileSync(join(directory, name), content);
      return join(directory, name);
    };
    const rows = [
      ...['2014/4/2 0:11:00,40.75,-73.95,B1', '4/2/2014 0:59:00,40.75,-73.95,B1'],
      ...['2014/4/2 01:00:00,40.75,-73.9,B1', '2014/4/10 0:00:00,40.75,-73.85,B1'],
      ...['2014/4/10 0:00:00,40.8,-73.9,B1', '2014/4/10 0:00:00,40.9,-73.95,B1'],
      ...['2014/4/10 0:00:00,0,0,B1', '2014/4/10 0:00:00,40.75,-73.95'],
    ];
    const pickups = file('pickups.csv', ['Date/Time,Lat,Lon,Base', ...rows, ''].join('\n'));
    expect(independently(pickups, file('zones.geojson', JSON.stringify(squares)))).toEqual({
      rows: [
        { zoneId: 1, hour: '2014-04-02T00', requested: 2 },
        { zoneId: 1, hour: '2014-04-02T01', requested: 1 },
        { zoneId: null, hour: '2014-04-10T00', requested: 1 },
        { zoneId: 1, hour: '2014-04-10T00', requested: 1 },
        { zoneId: 2, hour: '2014-04-10T00', requested: 1 },
      ],
      skipped: 2,
    });
  });

  it('puts every pickup of the sample where the platform’s own map puts it', () => {
    const zones = ZoneMap.ofNewYork();
    const counts = new Map<string, number>();
    for (const line of readFileSync(sample, 'utf8').trim().split('\n').slice(1)) {
      const key = keyOf(line, zones);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const { rows, skipped } = independently(sample);
    expect(skipped).toBe(0);
    expect(
      new Map(rows.map(({ hour, zoneId, requested }) => [`${hour} ${zoneId ?? ''}`, requested])),
    ).toEqual(counts);
  });
});
