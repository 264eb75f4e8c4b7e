import type { TripId } from '../../../shared/kernel/ids';
import { attemptKey, type AttemptId } from './dispatch.command';

/** Which search an offer belongs to can be told from its id: whoever answers it needs to know nothing else. */
const OFFER_ID = /^([\w.-]{1,64})-(\d{1,6})-\d{1,4}\.\d{1,12}$/;

/**
 * @param number the how-manieth offer of the search, from 1
 * @param term of the leader who makes it: two who think that they lead never mean the same offer, and so neither
 *   releases whom the other has asked
 */
export function offerIdOf(search: AttemptId, number: number, term: number): string {
  return `${attemptKey(search)}-${number}.${term}`;
}

/** Undefined when no search has such offers. */
export function searchOf(offerId: string): AttemptId | undefined {
  const [, tripId, attempt] = OFFER_ID.exec(offerId) ?? [];
  return tripId === undefined ? undefined : { tripId: tripId as TripId, attempt: Number(attempt) };
}
