import { LocalKeys } from '../shared/identity/local-keys';
import type { TokenRules } from '../shared/identity/token-verifier';
import type { Actor } from '../shared/kernel/actor';

/** The bearer token of whoever it is. */
export type Tokens = (actor: Actor) => Promise<string>;

const RENEWED_AFTER_MS = 6 * 3_600_000;

/** Mints with the keys of a first run, and again before a token expires. */
export function localTokens(keyDirectory: string, rules: TokenRules): Tokens {
  const minted = new Map<string, { readonly token: Promise<string>; readonly at: number }>();
  let keys: Promise<LocalKeys> | undefined;
  return (actor) => {
    const now = Date.now();
    const name = `${actor.type}:${actor.id}`;
    const known = minted.get(name);
    if (known && now - known.at <= RENEWED_AFTER_MS) return known.token;
    keys ??= LocalKeys.in(keyDirectory);
    const token = keys.then((opened) => opened.token(actor, rules));
    minted.set(name, { token, at: now });
    return token;
  };
}
