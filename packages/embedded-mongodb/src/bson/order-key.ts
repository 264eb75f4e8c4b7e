import { splitDecimal, splitInt64, type SplitNumber } from './order-number';
import { Elements, T, type RawValue } from './raw';

import { typeOrder } from './type-order';

const NO_REST = 0x80;

let out = Buffer.allocUnsafe(4096);
let length = 0;

function reserve(size: number): void {
  if (length + size <= out.length) return;
  const larger = Buffer.allocUnsafe(Math.max(out.length * 2, length + size));
  out.copy(larger, 0, 0, length);
  out = larger;
}

function putDouble(value: number): void {
  reserve(20);
  if (Number.isNaN(value)) {
    out.fill(0, length, length + 8);
  } else {
    out.writeDoubleBE(value === 0 ? 0 : value, length);
    const negative = (out[length] ?? 0) >= 0x80;
    if (negative) invert(length, length + 8);
    else out[length] = (out[length] ?? 0) | 0x80;
  }
  length += 8;
}

function putSplit({ double, rest }: SplitNumber): void {
  putDouble(double);
  if (rest === 0n) {
    out[length++] = NO_REST;
    return;
  }
  out[length++] = rest > 0n ? NO_REST + 1 : NO_REST - 1;
  const magnitude = rest > 0n ? rest : rest + (1n << 80n);
  out.writeUInt16BE(Number(magnitude >> 64n), length);
  out.writeBigUInt64BE(magnitude & 0xffffffffffffffffn, length + 2);
  length += 10;
}

function putExactDouble(value: number): void {
  putDouble(value);
  out[length++] = NO_REST;
}

function putInt64(bytes: Buffer, start: number): void {
  const high = bytes.readInt32LE(start + 4);
  if (high >= -0x200000 && high < 0x200000) {
    putExactDouble(high * 0x100000000 + bytes.readUInt32LE(start));
  } else putSplit(splitInt64(bytes.readBigInt64LE(start)));
}

/** Text up to `end`, closed by a zero byte; a 0 or 1 within it becomes 1, 1 or 1, 2. */
function putText(bytes: Buffer, start: number, end: number): void {
  reserve((end - start) * 2 + 1);
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte <= 1) out[length++] = 1;
    out[length++] = byte <= 1 ? byte + 1 : byte;
  }
  out[length++] = 0;
}

function putReversed(bytes: Buffer, start: number, size: number): void {
  reserve(size);
  for (let i = size - 1; i >= 0; i--) out[length++] = bytes[start + i] ?? 0;
}

function putBytes(bytes: Buffer, start: number, end: number): void {
  reserve(end - start);
  for (let i = start; i < end; i++) out[length++] = bytes[i] as number;
}

function putContainer(bytes: Buffer, start: number, named: boolean): void {
  const elements = new Elements(bytes, start);
  while (elements.next()) {
    reserve(1);
    out[length++] = typeOrder(elements.type);
    if (named) putText(bytes, elements.nameStart, elements.nameEnd);
    putPayload(bytes, elements.type, elements.start, elements.end);
  }
  reserve(1);
  out[length++] = 0;
}

type PutPayload = (bytes: Buffer, start: number, end: number) => void;

const PAYLOADS = new Map<number, PutPayload>([
  [T.double, (bytes, start) => putExactDouble(bytes.readDoubleLE(start))],
  [T.int32, (bytes, start) => putExactDouble(bytes.readInt32LE(start))],
  [T.int64, putInt64],
  [
    T.decimal128,
    (bytes, start, end) => putSplit(splitDecimal({ bytes, type: T.decimal128, start, end })),
  ],
  [T.string, (bytes, start, end) => putText(bytes, start + 4, end - 1)],
  [T.symbol, (bytes, start, end) => putText(bytes, start + 4, end - 1)],
  [T.code, (bytes, start, end) => putText(bytes, start + 4, end - 1)],
  [T.document, (bytes, start) => putContainer(bytes, start, true)],
  [T.array, (bytes, start) => putContainer(bytes, start, false)],
  [
    T.binary,
    (bytes, start, end) => {
      putReversed(bytes, start, 4);
      putBytes(bytes, start + 4, end);
    },
  ],
  [
    T.date,
    (bytes, start) => {
      putReversed(bytes, start, 8);
      out[length - 8] = (out[length - 8] ?? 0) ^ 0x80;
    },
  ],
  [T.timestamp, (bytes, start) => putReversed(bytes, start, 8)],
  [T.objectId, putBytes],
  [T.boolean, putBytes],
  [T.regex, putBytes],
  [T.dbPointer, putBytes],
  [T.codeWithScope, putBytes],
]);

function putPayload(bytes: Buffer, type: number, start: number, end: number): void {
  PAYLOADS.get(type)?.(bytes, start, end);
}

function invert(from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] = ~(out[i] ?? 0);
}

function putValue({ bytes, type, start, end }: RawValue, descending: boolean): void {
  const from = length;
  reserve(1);
  out[length++] = typeOrder(type);
  putPayload(bytes, type, start, end);
  if (descending) invert(from, length);
}

/**
 * Bytes whose order is MongoDB's comparison order of BSON values, whatever their types
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/).
 * Numbers of all four types that are equal give the same bytes. No key is the beginning of another, so keys of several
 * fields can be put one after the other, and a descending field is its key with every bit inverted.
 */
export function orderKey(value: RawValue, descending = false): Buffer {
  length = 0;
  putValue(value, descending);
  return written();
}

/** The order key of a value after other bytes. */
export function orderKeyAfter(prefix: Buffer, value: RawValue): Buffer {
  length = 0;
  putBytes(prefix, 0, prefix.length);
  putValue(value, false);
  return written();
}

/** Most keys are so short that copying them byte by byte is faster. */
const FEW_BYTES = 64;

function written(): Buffer {
  const key = Buffer.allocUnsafe(length);
  if (length > FEW_BYTES) out.copy(key, 0, 0, length);
  else for (let i = 0; i < length; i++) key[i] = out[i] as number;
  return key;
}

/** The order keys of several values, one after the other; `descending[i]` turns the i-th around. */
export function compoundOrderKey(
  values: readonly RawValue[],
  descending: readonly boolean[],
): Buffer {
  length = 0;
  for (const [i, value] of values.entries()) putValue(value, descending[i] ?? false);
  return written();
}
