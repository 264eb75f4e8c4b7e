import { setTimeout as pause } from 'node:timers/promises';
import { KEYS_LAST_MS } from './key-ring';
import type { LocalKms } from './local-kms';
import type { SubjectKeys } from './subject-keys';

export interface Rotation {
  /** The master key that wraps all keys of persons from now on. */
  readonly masterKey: string;
  /** Keys that this run has wrapped again; those before a crash were another run's. */
  readonly wrappedAgain: number;
}

/**
 * Puts a new master key in the place of the one before, and every person's key under it, while processes run. Whoever
 * was broken off runs it again: it goes on with the same new key. To be run by one at a time.
 * @param drainMs how long a process may wrap under the earlier key without having looked for a later one
 * @throws WrongMasterKey for a key that nothing here opens: then the earlier master keys stay
 */
export async function rotateMasterKey(
  kms: LocalKms,
  keys: SubjectKeys,
  drainMs = KEYS_LAST_MS,
): Promise<Rotation> {
  await kms.renew();
  let wrappedAgain = await keys.wrapAgain();
  // Once more: what a process has wrapped that had not looked yet, and what of that was still on its way.
  for (let round = 0; round < 2; round++) {
    await pause(drainMs);
    wrappedAgain += await keys.wrapAgain();
  }
  await kms.forgetEarlier();
  return { masterKey: kms.keyId, wrappedAgain };
}
