import type { Apps } from './apps';
import type { CityClock } from './clock';
import type { Street } from './street';
import type { Tally } from './tally';

/** What everybody in a live city has around them. */
export interface CityParts {
  /** Of this playing of the city, among all others. */
  readonly run: string;
  readonly apps: Apps;
  readonly clock: CityClock;
  readonly street: Street;
  readonly tally: Tally;
  /** Aborts when something went wrong: nobody does anything any more. */
  readonly failing: AbortSignal;
}
