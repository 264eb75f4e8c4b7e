import { MongoError } from '../errors';

/** BSON type bytes (bsonspec.org, version 1.1). */
export const T = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal128: 0x13,
  minKey: 0xff,
  maxKey: 0x7f,
} as const;

/** A value where it lies in its document's bytes: nothing is copied until somebody needs it. */
export interface RawValue {
  readonly bytes: Buffer;
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

const FIXED = new Int8Array(256).fill(-1);
for (const [type, size] of [
  [T.double, 8],
  [T.undefined, 0],
  [T.objectId, 12],
  [T.boolean, 1],
  [T.date, 8],
  [T.null, 0],
  [T.int32, 4],
  [T.timestamp, 8],
  [T.int64, 8],
  [T.decimal128, 16],
  [T.minKey, 0],
  [T.maxKey, 0],
] as const) {
  FIXED[type] = size;
}

function invalid(what: string): never {
  throw new MongoError('InvalidBSON', `Invalid BSON: ${what}`);
}

function cstringEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0, from);
  if (end === -1) invalid('unterminated name');
  return end;
}

function int32At(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) invalid('value beyond the end');
  return bytes.readInt32LE(at);
}

function variableEnd(bytes: Buffer, type: number, at: number): number {
  switch (type) {
    case T.string:
    case T.code:
    case T.symbol:
      return at + 4 + int32At(bytes, at);
    case T.document:
    case T.array:
    case T.codeWithScope:
      return at + int32At(bytes, at);
    case T.binary:
      return at + 5 + int32At(bytes, at);
    default:
      return rareEnd(bytes, type, at);
  }
}

function rareEnd(bytes: Buffer, type: number, at: number): number {
  if (type === T.regex) return cstringEnd(bytes, cstringEnd(bytes, at) + 1) + 1;
  if (type === T.dbPointer) return at + 16 + int32At(bytes, at);
  return invalid(`unknown type ${type}`);
}

/** Names of one character, q and u of every update among them. */
const ASCII = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));

/** Walks the elements of one document or array without decoding them. */
export class Elements {
  type = 0;
  nameStart = 0;
  nameEnd = 0;
  start = 0;
  end = 0;
  private next_: number;
  /** Where the document's closing zero is. */
  limit: number;

  constructor(
    readonly bytes: Buffer,
    documentStart = 0,
  ) {
    const size = int32At(bytes, documentStart);
    if (size < 5 || documentStart + size > bytes.length) invalid('document length out of bounds');
    this.next_ = documentStart + 4;
    this.limit = documentStart + size - 1;
    if (bytes[this.limit] !== 0) invalid('document not terminated');
  }

  /** Moves to the next element; false at the end. Throws InvalidBSON when the bytes do not add up. */
  next(): boolean {
    const { bytes } = this;
    const type = bytes[this.next_] ?? 0;
    if (this.next_ >= this.limit) return false;
    this.type = type;
    this.nameStart = this.next_ + 1;
    let at = this.nameStart;
    while (bytes[at] !== 0) at++;
    this.nameEnd = at;
    this.start = at + 1;
    const fixed = FIXED[type] ?? -1;
    this.end = fixed >= 0 ? this.start + fixed : variableEnd(bytes, type, this.start);
    if (this.end > this.limit || this.end < this.start) invalid('value beyond the end');
    this.next_ = this.end;
    return true;
  }

  get name(): string {
    const first = this.bytes[this.nameStart] ?? 0;
    if (this.nameEnd - this.nameStart === 1 && first < 0x80) return ASCII[first] as string;
    return this.bytes.toString('utf8', this.nameStart, this.nameEnd);
  }

  /** Whether the name is the first `length` bytes of `name`. */
  nameIs(name: Buffer, length = name.length): boolean {
    if (length !== this.nameEnd - this.nameStart) return false;
    for (let i = 0; i < length; i++) {
      if (this.bytes[this.nameStart + i] !== name[i]) return false;
    }
    return true;
  }

  /** Tells that the current element has become so many bytes longer, or shorter, in its place. */
  grown(by: number): void {
    this.end += by;
    this.next_ += by;
    this.limit += by;
  }

  value(): RawValue {
    return { bytes: this.bytes, type: this.type, start: this.start, end: this.end };
  }
}

/** The value of one field of the document at `start`, undefined when it has none of that name. */
export function rawField(bytes: Buffer, start: number, name: Buffer): RawValue | undefined {
  const elements = new Elements(bytes, start);
  while (elements.next()) if (elements.nameIs(name)) return elements.value();
  return undefined;
}

export function isContainer(type: number): boolean {
  return type === T.document || type === T.array;
}

/** The bytes of a raw value that is a document or an array. */
export function rawSlice(value: RawValue): Buffer {
  return value.bytes.subarray(value.start, value.end);
}
