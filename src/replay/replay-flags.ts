import { BadUsage } from '../shared/bad-usage';
import type { Instant } from '../shared/kernel/time';
import { newYorkInstant, type WallClock } from './new-york-time';
import type { ReplayOptions } from './replay';

/** What was typed, before it is known to make sense. */
export interface ReplayFlags {
  readonly url?: string;
  readonly limit?: string;
  readonly from?: string;
  readonly speed?: string;
  readonly concurrency?: string;
  readonly seed?: string;
}

type Chosen = Omit<ReplayOptions, 'file' | 'token' | 'rejects' | 'signal'>;

const USUAL = { speed: 'max', concurrency: '32', seed: '1' } as const;

/** @throws BadUsage naming the option */
export function chosenBy(flags: ReplayFlags, port = '3000'): Chosen {
  const { limit, from, ...rest } = flags;
  const given = { url: `http://127.0.0.1:${port}`, ...USUAL, ...rest };
  return {
    url: originIn(given.url),
    ...(limit === undefined ? {} : { limit: wholeIn('--limit', limit, 1, 1e12) }),
    ...(from === undefined ? {} : { from: instantIn(from) }),
    speed: speedIn(given.speed),
    concurrency: wholeIn('--concurrency', given.concurrency, 1, 1024),
    seed: wholeIn('--seed', given.seed, 0, 1e9),
  };
}

export function wholeIn(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d{1,13}$/.test(text) && number >= least && number <= most) return number;
  throw new BadUsage(`${option} has to be a whole number from ${least} to ${most}`);
}

export function speedIn(text: string): number | 'max' {
  if (text === 'max') return text;
  const number = Number(text);
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text) && number > 0) return number;
  throw new BadUsage('--speed has to be a number above 0, or max');
}

export function originIn(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new BadUsage('--url has to be an http or https address');
}

const WALL_CLOCK = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2}))?)?)?$/;

/** An instant in UTC, or, without the Z, a day or time in New York. */
export function instantIn(text: string): Instant {
  const ms = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  const match = WALL_CLOCK.exec(text);
  const wall = match?.slice(1).map((part) => Number(part || 0)) as WallClock | undefined;
  const found = wall && newYorkInstant(wall);
  if (found) return found;
  throw new BadUsage(
    '--from has to be a time such as 2014-04-02T04:00:00Z, or one in New York such as 2014-04-02T00:00',
  );
}
