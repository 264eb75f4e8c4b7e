import type { Tokens } from '../replay/local-tokens';
import type { LiveProgress } from './progress';

export interface LiveOptions {
  /** A file of real rides. */
  readonly pickups: string;
  readonly drivers: number;
  readonly hours: number;
  /** How many times faster than life; `max` keeps no pace. */
  readonly speed: number | 'max';
  readonly seed: number;
  /** Where in the file's time to begin; its first ride when left out. */
  readonly fromMs?: number;
  /** Of the platform, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly tokens: Tokens;
  /** Nobody asks any more, whoever is under way hurries, and drivers go offline. */
  readonly signal?: AbortSignal;
}

export interface LiveHooks {
  /** About once a second. */
  readonly progress?: (progress: LiveProgress) => void;
}
