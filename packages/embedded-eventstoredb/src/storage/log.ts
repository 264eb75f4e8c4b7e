import { crc32 } from 'node:zlib';
import type { Database, RangeOptions } from 'lmdb';

/** A record whose bytes are not those that were written. */
export class DamagedRecord extends Error {
  constructor(
    readonly position: number,
    explanation: string,
  ) {
    super(`the record at position ${position} is damaged: ${explanation}`);
    this.name = 'DamagedRecord';
  }
}

export interface Entry {
  position: number;
  record: Buffer;
}

const CHECKSUM_SIZE = 4;

// It begins with the position, so a record that turns up in another place does not pass either.
function checksumOf(position: number, record: Buffer): number {
  return crc32(record, position >>> 0);
}

function open(position: number, value: Buffer): Buffer {
  const end = value.length - CHECKSUM_SIZE;
  const record = value.subarray(0, end);
  if (end < 0 || value.readUInt32LE(end) !== checksumOf(position, record)) {
    throw new DamagedRecord(position, 'its checksum differs');
  }
  return record;
}

/**
 * The records by position, each with its checksum behind it, which every read holds it to.
 * Stored format: changing it needs a new format version.
 */
export class Log {
  constructor(private readonly table: Database<Buffer, number>) {}

  /** Within a commit. */
  put(position: number, record: Buffer): void {
    const value = Buffer.allocUnsafe(record.length + CHECKSUM_SIZE);
    value.set(record);
    value.writeUInt32LE(checksumOf(position, record), record.length);
    void this.table.put(position, value);
  }

  /** @throws DamagedRecord */
  get(position: number): Buffer | undefined {
    const value = this.table.get(position);
    return value && open(position, value);
  }

  /** @throws DamagedRecord, when it comes to it */
  *range(options: RangeOptions): Iterable<Entry> {
    for (const { key, value } of this.table.getRange(options)) {
      yield { position: key, record: open(key, value) };
    }
  }

  positions(options: RangeOptions): Iterable<number> {
    return this.table.getKeys(options);
  }

  /** The position of the newest record; undefined while there is none. */
  get newest(): number | undefined {
    for (const position of this.positions({ reverse: true, limit: 1 })) return position;
    return undefined;
  }
}
