import { MalformedMessage, WireReader } from '../protobuf/wire-reader';
import { messageField, numberField } from '../protobuf/wire-writer';
import { TICKS_PER_MILLISECOND } from './record';

// Field numbers of a `RecordedEvent`, in the order in which `encodeRecord` writes them.
const ID = 1;
const STREAM = 2;
const REVISION = 3;
const POSITION = 4;
const PROPERTY = 6;
const METADATA = 7;
const DATA = 8;
const EMPTY: Buffer = Buffer.alloc(0);

function recordedEvent(record: Buffer): Buffer {
  const response = new WireReader(record);
  response.next();
  const readEvent = response.message();
  readEvent.next();
  return readEvent.bytes();
}

function find(record: Buffer, field: number, occurrence = 0): WireReader | undefined {
  const reader = new WireReader(recordedEvent(record));
  let left = occurrence;
  while (reader.next()) {
    if (reader.field === field && left-- === 0) return reader;
    reader.skip();
  }
  return undefined;
}

function mandatory(record: Buffer, field: number, occurrence = 0): WireReader {
  const found = find(record, field, occurrence);
  if (found !== undefined) return found;
  throw new MalformedMessage('the stored record lacks a field');
}

function onlyText(message: WireReader): string {
  message.next();
  return message.text();
}

function property(record: Buffer, occurrence: number): string {
  const entry = mandatory(record, PROPERTY, occurrence).message();
  entry.next();
  entry.skip();
  return onlyText(entry);
}

/** The event id, a lower-case UUID. */
export function idOf(record: Buffer): string {
  return onlyText(mandatory(record, ID).message());
}

export function streamOf(record: Buffer): string {
  return onlyText(mandatory(record, STREAM).message());
}

export function typeOf(record: Buffer): string {
  return property(record, 0);
}

/** When the event was recorded, in milliseconds since 1970. */
export function createdAt(record: Buffer): number {
  return Number(property(record, 2)) / TICKS_PER_MILLISECOND;
}

export function revisionOf(record: Buffer): bigint {
  return mandatory(record, REVISION).uint64();
}

export function positionOf(record: Buffer): number {
  return mandatory(record, POSITION).number();
}

export function metadataOf(record: Buffer): Buffer {
  return find(record, METADATA)?.bytes() ?? EMPTY;
}

export function dataOf(record: Buffer): Buffer {
  return find(record, DATA)?.bytes() ?? EMPTY;
}

/** A `ReadResp` for a link: the event it points to (when there still is one) and the link itself. */
export function encodeLink(link: Buffer, position: number, target?: Buffer): Buffer {
  const parts = [messageField(2, recordedEvent(link)), numberField(3, position)];
  if (target !== undefined) parts.unshift(messageField(1, recordedEvent(target)));
  return messageField(1, ...parts);
}
