import { join } from 'node:path';
import { journeyOf, type Journey } from '../src/replay/journey';
import { placesOf } from '../src/replay/places';
import { isRejection } from '../src/replay/reject';
import { openRows, rowsOf } from '../src/replay/rows';
import { projectRoot } from '../src/shared/project-root';
import type { GeoPoint } from '../src/shared/kernel/geo-point';

const SAMPLE = 'uber-pickups-2014-04-02.csv';
const sample = () => openRows(join(projectRoot, 'data', SAMPLE));

/** The trips of the bundled sample as the replay would play them; each seed makes others of the same rows. */
export async function* journeys(seed: number): AsyncGenerator<Journey, void, undefined> {
  const now = Date.now();
  const file = await sample();
  const source = { file: SAMPLE, seed, places: await placesOf(file, now) };
  for await (const row of rowsOf(file, now)) {
    const { reading } = row;
    if (!isRejection(reading)) yield journeyOf({ ...row, reading }, source);
  }
}

/** Where the sample's trips begin. */
export async function pickups(): Promise<readonly GeoPoint[]> {
  return placesOf(await sample(), Date.now());
}
