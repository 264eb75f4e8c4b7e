import type { TokenRules } from '../shared/identity/token-verifier';
import { localTokens } from './local-tokens';
import type { TokenSource } from './rider-client';

/**
 * Who the replay is. Never another: the sender is part of what an Idempotency-Key stands for, so that the same file
 * played under another name would be refused as another request.
 */
const REPLAY = { type: 'system', id: 'replay' } as const;

export function localSystemToken(keyDirectory: string, rules: TokenRules): TokenSource {
  const tokens = localTokens(keyDirectory, rules);
  return () => tokens(REPLAY);
}
