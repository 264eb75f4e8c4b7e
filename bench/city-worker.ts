import { parentPort, workerData } from 'node:worker_threads';
import { live } from '../src/live/live';
import { localTokens } from '../src/replay/local-tokens';
import { RULES } from './installation';
import type { CityLoad } from './city-load';

/** Once so long after the last request nobody waits any more whose wait would be counted. */
const LAST_OFFERS_MS = 15_000;

/** The people of a city, in a thread of their own. */
async function play({ identity, forMs, ...city }: CityLoad): Promise<void> {
  const closing = new AbortController();
  let isOpen = false;
  const progress = () => {
    if (isOpen) return;
    isOpen = true;
    parentPort?.postMessage('open');
    setTimeout(() => closing.abort(), forMs + LAST_OFFERS_MS).unref();
  };
  const options = { ...city, tokens: localTokens(identity, RULES), signal: closing.signal };
  await live(options, { progress });
}

void play(workerData as CityLoad);
