import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LiveOptions } from '../src/live/live-options';
import { projectRoot } from '../src/shared/project-root';

export const PICKUPS = join(projectRoot, 'data', 'uber-pickups-2014-04-02-to-04.csv.gz');

/** A city of real pickups on a platform, by the apps of its riders and drivers. */
export interface CityLoad extends Omit<LiveOptions, 'tokens' | 'signal'> {
  /** Where the keys of its tokens are. */
  readonly identity: string;
  /** As long as its hours take; then whoever is under way hurries. */
  readonly forMs: number;
}

/**
 * Resolves when everybody is known and the first may ask.
 * @returns `isOver` rejects with what ends a live city before its time
 */
export async function openCity(load: CityLoad): Promise<{ readonly isOver: Promise<unknown> }> {
  const worker = new Worker(join(__dirname, 'city-worker.js'), { workerData: load });
  await once(worker, 'message');
  return { isOver: once(worker, 'exit') };
}
