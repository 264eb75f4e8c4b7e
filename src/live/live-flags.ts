import { originIn, speedIn } from '../replay/replay-flags';
import { cityOf, type CityFlags } from '../simulation/simulation-flags';
import type { LiveOptions } from './live-options';

/** What was typed, before it is known to make sense. */
export interface LiveFlags extends CityFlags {
  readonly speed?: string;
  readonly url?: string;
}

/** @throws BadUsage naming the option */
export function liveCityOf(
  { speed = '20', url, ...flags }: LiveFlags,
  port = '3000',
): Omit<LiveOptions, 'tokens' | 'signal'> {
  return {
    ...cityOf(flags, { drivers: '40', hours: '1' }),
    ...{ speed: speedIn(speed), url: originIn(url ?? `http://127.0.0.1:${port}`) },
  };
}
