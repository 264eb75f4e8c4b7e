import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import type { Actor } from '../kernel/actor';
import type { TokenRules } from './token-verifier';

const ALGORITHM = 'ES256';

/** The signing key of a first run, kept beside its data. In production an identity provider holds the keys. */
export class LocalKeys {
  private constructor(
    private readonly privateKey: JWK,
    readonly jwksUrl: string,
  ) {}

  /** Opens the keys in a directory, making them the first time. */
  static async in(directory: string): Promise<LocalKeys> {
    const privateFile = join(directory, 'signing-key.json');
    const publicFile = join(directory, 'jwks.json');
    const kept = await readFile(privateFile, 'utf8').catch(() => undefined);
    const jwksUrl = pathToFileURL(publicFile).href;
    if (kept !== undefined) return new LocalKeys(JSON.parse(kept) as JWK, jwksUrl);
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    const privateKey = await exportJWK(pair.privateKey);
    const publicKey = { ...(await exportJWK(pair.publicKey)), alg: ALGORITHM, use: 'sig' };
    await mkdir(directory, { recursive: true });
    await writeFile(publicFile, JSON.stringify({ keys: [publicKey] }));
    // Last: a crash before this line makes new keys, never a private key without its public one.
    await writeFile(privateFile, JSON.stringify(privateKey), { mode: 0o600 });
    return new LocalKeys(privateKey, jwksUrl);
  }

  async token({ type, id }: Actor, { issuer, audience }: TokenRules, ttl = '12h'): Promise<string> {
    const key = await importJWK(this.privateKey, ALGORITHM);
    return new SignJWT({ role: type })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(id)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(ttl)
      .sign(key);
  }
}
