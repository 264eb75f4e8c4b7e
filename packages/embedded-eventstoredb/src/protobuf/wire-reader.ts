/** The bytes are not a protocol buffer message. */
export class MalformedMessage extends Error {}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Walks the fields of one protocol buffer message without copying: every `bytes()` is a view of the input. */
export class WireReader {
  field = 0;
  private wire = 0;
  private at: number;

  constructor(
    private readonly input: Buffer,
    start = 0,
    private readonly end = input.length,
  ) {
    this.at = start;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.readVarint();
    this.field = Math.floor(tag / 8);
    this.wire = tag % 8;
    return true;
  }

  /** An unsigned integer; above 2^53 it is only approximate, see {@link uint64}. */
  number(): number {
    this.expect(VARINT);
    return this.readVarint();
  }

  boolean(): boolean {
    return this.number() !== 0;
  }

  uint64(): bigint {
    this.expect(VARINT);
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedMessage('a number of more than ten bytes');
  }

  bytes(): Buffer {
    this.expect(BYTES);
    const length = this.readVarint();
    const start = this.at;
    if (length > this.end - start) throw new MalformedMessage('a field longer than its message');
    this.at = start + length;
    return this.input.subarray(start, this.at);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  message(): WireReader {
    return new WireReader(this.bytes());
  }

  skip(): void {
    switch (this.wire) {
      case VARINT:
        this.readVarint();
        return;
      case BYTES:
        this.bytes();
        return;
      case FIXED64:
        this.jump(8);
        return;
      case FIXED32:
        this.jump(4);
        return;
      default:
        throw new MalformedMessage('an unknown kind of field');
    }
  }

  private jump(length: number): void {
    if (length > this.end - this.at) throw new MalformedMessage('a truncated field');
    this.at += length;
  }

  private expect(wire: number): void {
    if (this.wire !== wire) throw new MalformedMessage('a field of the wrong kind');
  }

  private byte(): number {
    if (this.at >= this.end) throw new MalformedMessage('a truncated number');
    return this.input[this.at++] ?? 0;
  }

  private readVarint(): number {
    let value = 0;
    let scale = 1;
    for (let length = 0; length < 10; length++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new MalformedMessage('a number of more than ten bytes');
  }
}
