import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
export const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A person's key as it is kept. */
export interface Wrapped {
  /** Names the enveloping key, so that it is found among several, and those of another installation are told apart. */
  readonly kmsKeyId: string;
  readonly wrapped: string;
}

/**
 * Wraps the keys of persons under one that never leaves it. AWS KMS, Google Cloud KMS, Azure Key Vault and Vault's transit
 * engine all have these two calls, the subject going along as their encryption context (additional authenticated data).
 * An adapter calls them over the network: it is asked once for each key that is made or loaded, never for an event.
 */
export abstract class Kms {
  /** Of the key that wraps from now on; earlier ones only open. */
  abstract readonly keyId: string;

  abstract wrap(dataKey: Buffer, subject: string): Promise<Wrapped>;

  /** @throws WrongMasterKey, or what the service says */
  abstract unwrap(wrapped: Wrapped, subject: string): Promise<Buffer>;
}

/** A key was wrapped by another master key, for another person, or damaged since. */
export class WrongMasterKey extends Error {}

export function newDataKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** AES-256-GCM: a fresh 96-bit IV, the tag, the text. @param context what the text belongs to; not kept in it */
export function encrypted(text: Buffer, key: Buffer, context: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws when anything of it, the key or the context is another than it was encrypted with */
export function decrypted(box: Buffer, key: Buffer, context: string): Buffer {
  const iv = box.subarray(0, IV_BYTES);
  const tag = box.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(box.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
