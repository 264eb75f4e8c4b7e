import { LocalKeys } from '../shared/identity/local-keys';
import type { TokenRules } from '../shared/identity/token-verifier';
import type { TokenSource } from './rider-client';

/**
 * Who the replay is. Never another: the sender is part of what an Idempotency-Key stands for, so that the same file
 * played under another name would be refused as another request.
 */
const REPLAY = { type: 'system', id: 'replay' } as const;
const RENEWED_AFTER_MS = 6 * 3_600_000;

/** Mints with the keys of a first run, and again before the token expires. */
export function localSystemToken(keyDirectory: string, rules: TokenRules): TokenSource {
  let minted: { readonly token: Promise<string>; readonly at: number } | undefined;
  return () => {
    const now = Date.now();
    if (!minted || now - minted.at > RENEWED_AFTER_MS) {
      minted = { token: mint(keyDirectory, rules), at: now };
    }
    return minted.token;
  };
}

async function mint(keyDirectory: string, rules: TokenRules): Promise<string> {
  return (await LocalKeys.in(keyDirectory)).token(REPLAY, rules);
}
