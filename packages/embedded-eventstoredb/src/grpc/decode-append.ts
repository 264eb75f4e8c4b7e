import type { WireReader } from '../protobuf/wire-reader';
import type { ProposedEvent } from '../storage/record';
import { invalidArgument, Refusal } from './refusal';
import { Status } from './status';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NIL = '00000000-0000-0000-0000-000000000000';
/** Longer ones would not fit into the trailers of an error that names the stream. */
const LONGEST_STREAM_NAME = 8192;
const EMPTY: Buffer = Buffer.alloc(0);

function readStructured(bits: WireReader): string {
  const halves = [0n, 0n, 0n];
  while (bits.next()) halves[bits.field] = bits.uint64();
  const hex = [halves[1], halves[2]]
    .map((half = 0n) => half.toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A UUID in either of its two forms, as lower-case text. */
function readUuid(uuid: WireReader): string {
  let text = '';
  while (uuid.next()) {
    if (uuid.field === 1) text = readStructured(uuid.message());
    else if (uuid.field === 2) text = uuid.text().toLowerCase();
    else uuid.skip();
  }
  if (!UUID.test(text)) throw invalidArgument(`'${text.slice(0, 64)}' is not a UUID`);
  return text;
}

function readName(bytes: Buffer): string {
  if (bytes.length <= LONGEST_STREAM_NAME) return bytes.toString('utf8');
  throw invalidArgument(`the stream name is longer than ${LONGEST_STREAM_NAME} bytes`);
}

/** @throws Refusal when the name is empty or too long */
export function readStreamName(identifier: WireReader): string {
  let name = '';
  while (identifier.next()) {
    if (identifier.field === 3) name = readName(identifier.bytes());
    else identifier.skip();
  }
  if (name === '' || name === '$$') throw invalidArgument('the stream name is empty');
  return name;
}

function readMetadata(entry: WireReader, into: Map<string, Buffer>): void {
  let key = '';
  let value = EMPTY;
  while (entry.next()) {
    if (entry.field === 1) key = entry.text();
    else if (entry.field === 2) value = entry.bytes();
    else entry.skip();
  }
  into.set(key, value);
}

function required(metadata: Map<string, Buffer>, key: string): Buffer {
  const value = metadata.get(key);
  if (value !== undefined) return value;
  throw new Refusal(Status.INVALID_ARGUMENT, `Required Metadata Property '${key}' is missing.`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

/** Reads a `ProposedMessage`, which `Append` and `BatchAppend` share. */
export function readProposed(message: WireReader): ProposedEvent {
  let id = NIL;
  let custom = EMPTY;
  let data = EMPTY;
  const metadata = new Map<string, Buffer>();
  while (message.next()) {
    if (message.field === 1) id = readUuid(message.message());
    else if (message.field === 2) readMetadata(message.message(), metadata);
    else if (message.field === 3) custom = message.bytes();
    else if (message.field === 4) data = message.bytes();
    else message.skip();
  }
  if (id === NIL) throw invalidArgument('an event has no id');
  const type = required(metadata, 'type');
  const contentType = required(metadata, 'content-type');
  return { id, type, contentType, data, metadata: custom };
}

/** What an event counts towards the maximum append size, in bytes. */
export function appendSize({ data, metadata, type }: ProposedEvent): number {
  return data.length + metadata.length + type.length * 2;
}
