import { deserialize, serialize } from 'bson';
import { T, rawSlice, type RawValue } from './raw';

/** A decoded document. */
export type Doc = Record<string, unknown>;

/** Numbers, dates and strings as plain JavaScript: what the query language computes with. */
export function toDoc(bytes: Uint8Array): Doc {
  return deserialize(bytes, { validation: { utf8: false } });
}

/** Every value in its exact BSON type (Int32, Double, Long …), so that writing it back changes nothing. */
export function toTypedDoc(bytes: Uint8Array): Doc {
  return deserialize(bytes, {
    promoteValues: false,
    bsonRegExp: true,
    validation: { utf8: false },
  });
}

export function toBytes(doc: Doc): Buffer {
  const bytes = serialize(doc, { ignoreUndefined: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function wrapped({ bytes, type, start, end }: RawValue): Buffer {
  const document = Buffer.allocUnsafe(end - start + 8);
  document.writeInt32LE(document.length, 0);
  document[4] = type;
  document[5] = 0x76;
  document[6] = 0;
  bytes.copy(document, 7, start, end);
  document[document.length - 1] = 0;
  return document;
}

export function toValue(value: RawValue): unknown {
  return value.type === T.document ? toDoc(rawSlice(value)) : toDoc(wrapped(value)).v;
}

export function toTypedValue(value: RawValue): unknown {
  return value.type === T.document ? toTypedDoc(rawSlice(value)) : toTypedDoc(wrapped(value)).v;
}

/** The BSON form of one JavaScript value. */
export function toRaw(value: unknown): RawValue {
  const bytes = toBytes({ v: value ?? null });
  return { bytes, type: bytes[4] ?? T.null, start: 7, end: bytes.length - 1 };
}

/** A whole document seen as a value. */
export function documentValue(bytes: Buffer): RawValue {
  return { bytes, type: T.document, start: 0, end: bytes.length };
}
