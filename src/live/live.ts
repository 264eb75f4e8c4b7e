import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { PlatformClient } from '../replay/platform-client';
import { Random } from '../replay/random';
import { demandIn } from '../simulation/demand';
import { fleetOf } from '../simulation/fleet';
import { Apps } from './apps';
import { CityClock } from './clock';
import { Lines } from './lines';
import { LiveCity } from './live-city';
import type { LiveHooks, LiveOptions } from './live-options';
import { onboardAll } from './onboarding';
import { Street } from './street';
import { Tally, type LiveSummary } from './tally';

const CONNECTIONS = 64;
const TOLD_EVERY_MS = 1000;
/** Trips before the one under way has ended. */
const ALL_WANT_NEXT = 1;

/**
 * A city of real requests, played live through the public HTTP API as the apps of its riders and drivers would. The
 * same people do the same under the same seed, as far as the platform's answers and the wall's clock are the same.
 * @throws UnusableFile; NoDemand; CommandRefused naming the code that nobody expected; PlatformAway
 */
export async function live(options: LiveOptions, hooks: LiveHooks = {}): Promise<LiveSummary> {
  const { pickups, fromMs, hours, seed, drivers, url, tokens } = options;
  const { signal = new AbortController().signal } = options;
  const demand = await demandIn(pickups, fromMs, hours, new Random(`${seed}/places`));
  const fleet = fleetOf(drivers, ALL_WANT_NEXT, demand, new Random(`${seed}/fleet`));
  const failing = new AbortController();
  for (const each of [signal, failing.signal]) setMaxListeners(0, each);
  const pause = async (ms: number) => {
    await setTimeout(ms, undefined, { signal: failing.signal });
  };
  const platform = new PlatformClient(url, CONNECTIONS, pause);
  const lines = new Lines(url, pause);
  const appsFor = (tally: Tally) => new Apps(platform, lines, tokens, tally);
  try {
    const known = await onboardAll(fleet, appsFor(new Tally()), signal);
    const tally = new Tally();
    const city = new LiveCity({ ...options, signal }, demand, fleet, known, failing, {
      ...{ run: new Date().toISOString(), apps: appsFor(tally), tally },
      clock: new CityClock(options.speed, fromMs ?? demand[0]?.atMs ?? 0),
      ...{ street: new Street(), failing: failing.signal },
    });
    const telling = setInterval(() => hooks.progress?.(city.progress), TOLD_EVERY_MS);
    await city.play().finally(() => clearInterval(telling));
    hooks.progress?.(city.progress);
    return tally.summary();
  } finally {
    failing.abort();
    await Promise.all([platform.close(), lines.close()]);
  }
}
