import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KEYS_LAST_MS } from './key-ring';
import {
  decrypted,
  encrypted,
  KEY_BYTES,
  Kms,
  newDataKey,
  WrongMasterKey,
  type Wrapped,
} from './kms';

interface MasterKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * Master keys in a file of mode 0600, 32 bytes each: for one machine, and for tests. The first wraps, all of them open;
 * there is a second one only while they are rotated, which a process that runs sees before it wraps, and when it meets
 * a key whose master it does not know.
 */
export class LocalKms extends Kms {
  private readAt = performance.now();

  private constructor(
    private readonly file: string,
    private masters: readonly [MasterKey, ...MasterKey[]],
    private readonly freshMs: number,
  ) {
    super();
  }

  /** Opens the keys in a file, making the first time one. Two processes that make it at once get the same. */
  static async in(file: string, freshMs = KEYS_LAST_MS): Promise<LocalKms> {
    const isThere = await readFile(file).then(
      () => true,
      () => false,
    );
    if (!isThere) await made(file);
    return new LocalKms(file, await mastersIn(file), freshMs);
  }

  get keyId(): string {
    return this.masters[0].id;
  }

  async wrap(dataKey: Buffer, subject: string): Promise<Wrapped> {
    if (performance.now() - this.readAt >= this.freshMs) await this.read();
    const [{ id, bytes }] = this.masters;
    return { kmsKeyId: id, wrapped: encrypted(dataKey, bytes, subject).toString('base64') };
  }

  async unwrap({ kmsKeyId, wrapped }: Wrapped, subject: string): Promise<Buffer> {
    if (!this.master(kmsKeyId)) await this.read();
    const master = this.master(kmsKeyId);
    if (!master) {
      throw new WrongMasterKey(`The key of ${subject} belongs to ${kmsKeyId}, not ${this.keyId}`);
    }
    try {
      return decrypted(Buffer.from(wrapped, 'base64'), master.bytes, subject);
    } catch (cause) {
      throw new WrongMasterKey(`The key of ${subject} was damaged, or is not theirs`, { cause });
    }
  }

  /**
   * From now on a new master key wraps, and the ones before it open what they have wrapped. Goes on with the new one of a
   * rotation that was broken off. One at a time, or two would take each other's key away.
   */
  async renew(): Promise<void> {
    const next = `${this.file}.next`;
    await made(next);
    const [fresh] = await mastersIn(next);
    await this.read();
    const before = this.masters.filter(({ id }) => id !== fresh.id);
    if (fresh.id !== this.keyId) await this.write([fresh, ...before]);
  }

  /** The earlier master keys are gone for good: nothing that is kept may need them any more. */
  async forgetEarlier(): Promise<void> {
    await this.write([this.masters[0]]);
    await unlink(`${this.file}.next`).catch(unlessMissing);
  }

  private master(id: string): MasterKey | undefined {
    return this.masters.find((each) => each.id === id);
  }

  private async read(): Promise<void> {
    this.masters = await mastersIn(this.file);
    this.readAt = performance.now();
  }

  /** Another file in its place, whole or not at all. */
  private async write(masters: readonly [MasterKey, ...MasterKey[]]): Promise<void> {
    const draft = `${this.file}.${randomUUID()}`;
    const bytes = Buffer.concat(masters.map((each) => each.bytes));
    await writeFile(draft, bytes, { mode: 0o600, flag: 'wx', flush: true });
    await rename(draft, this.file);
    await this.read();
  }
}

async function mastersIn(file: string): Promise<[MasterKey, ...MasterKey[]]> {
  const bytes = await readFile(file);
  const count = bytes.length / KEY_BYTES;
  const all = Array.from({ length: Math.floor(count) }, (_, index) =>
    masterOf(bytes.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES)),
  );
  const [first, ...rest] = all;
  if (first && Number.isInteger(count)) return [first, ...rest];
  throw new WrongMasterKey(`${file} does not hold ${KEY_BYTES} bytes of a key`);
}

function masterOf(bytes: Buffer): MasterKey {
  const print = createHash('sha256').update('hailstream master key').update(bytes);
  return { id: `local:${print.digest('hex').slice(0, 16)}`, bytes };
}

/** A link is made whole or not at all, and never over another. */
async function made(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, newDataKey(), { mode: 0o600, flag: 'wx', flush: true });
  await link(draft, file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  await unlink(draft);
}

function unlessMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
