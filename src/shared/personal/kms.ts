import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Wraps the keys of persons under one that never leaves it. AWS KMS, Google Cloud KMS, Azure Key Vault and Vault's transit
 * engine all have these two calls, the subject going along as their encryption context (additional authenticated data).
 * An adapter calls them over the network: it is asked once for each key that is made or loaded, never for an event.
 */
export abstract class Kms {
  /** Names the enveloping key, so that keys of another installation are told apart from damaged ones. */
  abstract readonly keyId: string;

  abstract wrap(dataKey: Buffer, subject: string): Promise<string>;

  /** @throws WrongMasterKey, or what the service says */
  abstract unwrap(wrapped: string, subject: string): Promise<Buffer>;
}

/** A key was wrapped by another master key, for another person, or damaged since. */
export class WrongMasterKey extends Error {}

/** A master key in a file of mode 0600: for one machine, and for tests. */
export class LocalKms extends Kms {
  readonly keyId: string;

  private constructor(private readonly masterKey: Buffer) {
    super();
    const print = createHash('sha256').update('hailstream master key').update(masterKey);
    this.keyId = `local:${print.digest('hex').slice(0, 16)}`;
  }

  /** Opens the key in a file, making it the first time. Two processes that make it at once get the same. */
  static async in(file: string): Promise<LocalKms> {
    const kept = await readFile(file).catch(() => undefined);
    return new LocalKms(kept?.length === KEY_BYTES ? kept : await made(file));
  }

  wrap(dataKey: Buffer, subject: string): Promise<string> {
    return Promise.resolve(encrypted(dataKey, this.masterKey, subject).toString('base64'));
  }

  unwrap(wrapped: string, subject: string): Promise<Buffer> {
    try {
      return Promise.resolve(decrypted(Buffer.from(wrapped, 'base64'), this.masterKey, subject));
    } catch (cause) {
      const why = `The key of ${subject} was not wrapped by ${this.keyId}, or not for ${subject}`;
      return Promise.reject(new WrongMasterKey(why, { cause }));
    }
  }
}

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

/** A link is made whole or not at all, and never over another. */
async function made(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, newDataKey(), { mode: 0o600, flag: 'wx', flush: true });
  await link(draft, file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  const key = await readFile(file);
  if (key.length === KEY_BYTES) return key;
  throw new WrongMasterKey(`${file} does not hold ${KEY_BYTES} bytes of a key`);
}
