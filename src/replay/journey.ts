import { v5 as uuid } from 'uuid';
import type { Instant } from '../shared/kernel/time';
import { boardAndRide, comesToNothing } from './journey-ride';
import { book, dispatch } from './journey-booking';
import { OUTCOMES, type Outcome } from './fate';
import { planOf, type Source } from './plan';
import type { Ride } from './reject';
import { Script, type Step } from './script';

/** Names the replay's trips apart from everybody else's UUIDv5s. */
const TRIPS = '0b3f5f7e-43b6-5c8c-9a53-61d0b7d1c2ef';

export interface GoodRow {
  readonly number: number;
  readonly text: string;
  readonly reading: Ride;
}

/** A trip from its first command to its last. */
export interface Journey {
  readonly tripId: string;
  readonly row: number;
  readonly requestedAt: Instant;
  readonly outcome: Outcome;
  readonly steps: readonly Step[];
}

/**
 * What becomes of a row: pure, so that the same row of the same file under the same seed is the same trip, sent by
 * the same commands at the same times under the same keys.
 */
export function journeyOf({ number, text, reading }: GoodRow, source: Source): Journey {
  const identity = [source.file, source.seed, number, text].join('\n');
  const tripId = uuid(identity, TRIPS);
  const plan = planOf(tripId, number, reading, source);
  const script = new Script(tripId, reading.at);
  book(script, plan);
  const promisedInS = dispatch(script, plan);
  const comes = promisedInS !== undefined && !comesToNothing(script, plan, promisedInS);
  if (comes) boardAndRide(script, plan);
  const outcome = OUTCOMES[plan.fate];
  return { tripId, row: number, requestedAt: reading.at, outcome, steps: script.steps };
}
