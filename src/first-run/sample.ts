import { basename, join } from 'node:path';
import { replay } from '../replay/replay';
import { progressOn } from '../replay/replay-progress';
import { localSystemToken } from '../replay/system-token';
import { tokenRulesFrom } from '../shared/configuration';
import { projectRoot } from '../shared/project-root';
import type { DataDirectory } from './data-directory';

/** A Wednesday of real pickups, see `data/README.md`. */
export const SAMPLE = join(projectRoot, 'data', 'uber-pickups-2014-04-02.csv');
const TRIPS_IN_FLIGHT = 32;
const SEED = 1;

/** Plays the sample through the public API, once in the life of a data directory. */
export async function playSample(
  directory: DataDirectory,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  const name = basename(SAMPLE);
  if (await directory.hasPlayed(name)) return;
  console.log(`Playing ${name}: real pickups as riders and drivers would have sent them`);
  const display = progressOn(process.stdout);
  const token = localSystemToken(directory.identity, tokenRulesFrom(process.env));
  const options = { file: SAMPLE, url, token, signal, seed: SEED };
  const summary = await replay(
    { ...options, speed: 'max', concurrency: TRIPS_IN_FLIGHT },
    { progress: (now) => display.show(now) },
  ).finally(() => display.end());
  if (signal.aborted) return;
  await directory.notePlayed(name);
  const { requested, completed, cancelled, noShow, events, seconds, eventsPerSecond } = summary;
  console.log(
    `${requested} trips played in ${seconds} s: ${completed} completed, ${cancelled} cancelled, ` +
      `${noShow} no-shows; ${events} events, ${eventsPerSecond} a second`,
  );
}
