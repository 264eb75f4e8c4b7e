import { varintSize, writeVarint } from '../protobuf/wire-writer';

/** An event as a writer proposes it; `id` is a lower-case UUID with dashes. */
export interface ProposedEvent {
  id: string;
  type: Buffer;
  contentType: Buffer;
  data: Buffer;
  metadata: Buffer;
}

/** Where and when a proposed event is recorded; `created` is in milliseconds since 1970. */
export interface Place {
  stream: Buffer;
  revision: number | typeof TOMBSTONE_REVISION;
  position: number;
  created: number;
}

export const TOMBSTONE_REVISION = 'tombstone';
const TOMBSTONE_VARINT = Buffer.from('ffffffffffffffff7f', 'hex');
const TYPE_KEY = Buffer.from('\x0a\x04type\x12', 'latin1');
const CONTENT_TYPE_KEY = Buffer.from('\x0a\x0ccontent-type\x12', 'latin1');
const CREATED_KEY = Buffer.from('\x0a\x07created\x12', 'latin1');
/** Times are stored in units of 100 ns. */
export const TICKS_PER_MILLISECOND = 10_000;
const UUID_FIELD_SIZE = 40;

function bytesSize(length: number): number {
  return 1 + varintSize(length) + length;
}

function entrySize(key: Buffer, length: number): number {
  return bytesSize(key.length + varintSize(length) + length);
}

function optionalSize(bytes: Buffer): number {
  return bytes.length === 0 ? 0 : bytesSize(bytes.length);
}

function writeBytes(into: Buffer, tag: number, bytes: Buffer, at: number): number {
  if (bytes.length === 0) return at;
  into[at] = tag;
  const start = writeVarint(into, bytes.length, at + 1);
  into.set(bytes, start);
  return start + bytes.length;
}

function writeEntry(into: Buffer, key: Buffer, value: Buffer, at: number): number {
  into[at] = 0x32;
  const valueStart = key.length + varintSize(value.length);
  const start = writeVarint(into, valueStart + value.length, at + 1);
  into.set(key, start);
  const valueAt = writeVarint(into, value.length, start + key.length);
  into.set(value, valueAt);
  return valueAt + value.length;
}

function writeNumber(into: Buffer, tag: number, value: number, at: number): number {
  into[at] = tag;
  return writeVarint(into, value, at + 1);
}

function writeRevision(into: Buffer, revision: Place['revision'], at: number): number {
  if (revision !== TOMBSTONE_REVISION) return writeNumber(into, 0x18, revision, at);
  into[at] = 0x18;
  into.set(TOMBSTONE_VARINT, at + 1);
  return at + 1 + TOMBSTONE_VARINT.length;
}

function revisionSize(revision: Place['revision']): number {
  return revision === TOMBSTONE_REVISION ? TOMBSTONE_VARINT.length : varintSize(revision);
}

/**
 * The bytes kept on disk: a whole `ReadResp` message holding the event, ready to be sent to a reader.
 * Stored format: changing it needs a new format version.
 */
export function encodeRecord(event: ProposedEvent, place: Place): Buffer {
  const { stream, position, revision } = place;
  const created = Buffer.from(String(place.created * TICKS_PER_MILLISECOND), 'latin1');
  const nameSize = bytesSize(stream.length);
  const positionSize = 1 + varintSize(position);
  const recorded =
    UUID_FIELD_SIZE +
    bytesSize(nameSize) +
    (1 + revisionSize(revision)) +
    2 * positionSize +
    entrySize(TYPE_KEY, event.type.length) +
    entrySize(CONTENT_TYPE_KEY, event.contentType.length) +
    entrySize(CREATED_KEY, created.length) +
    optionalSize(event.metadata) +
    optionalSize(event.data);
  const readEvent = bytesSize(recorded) + positionSize;
  const bytes = Buffer.allocUnsafe(bytesSize(readEvent));
  let at = writeNumber(bytes, 0x0a, readEvent, 0);
  at = writeNumber(bytes, 0x0a, recorded, at);
  at += bytes.write('\x0a\x26\x12\x24', at, 'latin1');
  at += bytes.write(event.id, at, 'latin1');
  at = writeNumber(bytes, 0x12, nameSize, at);
  at = writeBytes(bytes, 0x1a, stream, at);
  at = writeRevision(bytes, revision, at);
  at = writeNumber(bytes, 0x20, position, at);
  at = writeNumber(bytes, 0x28, position, at);
  at = writeEntry(bytes, TYPE_KEY, event.type, at);
  at = writeEntry(bytes, CONTENT_TYPE_KEY, event.contentType, at);
  at = writeEntry(bytes, CREATED_KEY, created, at);
  at = writeBytes(bytes, 0x3a, event.metadata, at);
  at = writeBytes(bytes, 0x42, event.data, at);
  writeNumber(bytes, 0x18, position, at);
  return bytes;
}
