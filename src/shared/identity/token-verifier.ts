import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Injectable, UnauthorizedException } from '@nestjs/common';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { dropEldest } from '../drop-eldest';
import { ROLES, type Actor, type Role } from '../kernel/actor';

/** Tokens seen lately: a signature costs more than the rest of a request. */
const REMEMBERED = 10_000;

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
}

/** Says whose a bearer token is. */
@Injectable()
export class TokenVerifier {
  private readonly seen = new Map<string, { actor: Actor; expiresAt: number }>();

  constructor(
    private readonly keys: JWTVerifyGetKey,
    private readonly rules: TokenRules,
  ) {}

  /** @param jwksUrl `https:` of the identity provider, or `file:` of a key set on this machine */
  static async at(jwksUrl: string, rules: TokenRules): Promise<TokenVerifier> {
    const url = new URL(jwksUrl);
    if (url.protocol !== 'file:') return new TokenVerifier(createRemoteJWKSet(url), rules);
    const keySet = JSON.parse(await readFile(fileURLToPath(url), 'utf8')) as JSONWebKeySet;
    return new TokenVerifier(createLocalJWKSet(keySet), rules);
  }

  /** @throws UnauthorizedException when the token is not ours, not valid any more, or names no role */
  async verify(token: string): Promise<Actor> {
    const known = this.seen.get(token);
    if (known && known.expiresAt > Date.now()) return known.actor;
    const payload = await this.payloadOf(token);
    const actor = actorOf(payload);
    this.remember(token, actor, (payload.exp ?? 0) * 1000);
    return actor;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    try {
      const options = { ...this.rules, requiredClaims: ['exp', 'sub'] };
      return (await jwtVerify(token, this.keys, options)).payload;
    } catch (cause) {
      throw new UnauthorizedException('The token is not valid', { cause });
    }
  }

  private remember(token: string, actor: Actor, expiresAt: number): void {
    this.seen.set(token, { actor, expiresAt });
    dropEldest(this.seen, REMEMBERED);
  }
}

function actorOf({ sub, role }: JWTPayload): Actor {
  const known = ROLES.find((each): each is Role => each === role);
  if (!known || !sub || !/^[\w.:-]{1,64}$/.test(sub)) {
    throw new UnauthorizedException('The token names no role and subject');
  }
  return { type: known, id: sub };
}
