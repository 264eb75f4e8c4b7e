/** The longest message of the protocol, as announced by hello (https://www.mongodb.com/docs/manual/reference/command/hello/). */
export const MAX_MESSAGE_BYTES = 48_000_000;
const HEADER = 16;

/** Bytes that are no message of the protocol: the connection cannot go on. */
export class BrokenFrame extends Error {}

export const OP = { reply: 1, query: 2004, compressed: 2012, msg: 2013 } as const;

export interface Frame {
  readonly requestId: number;
  readonly opCode: number;
  /** The message without its header. */
  readonly body: Buffer;
}

/** Cuts a stream of bytes into messages. */
export class Framer {
  private chunks: Buffer[] = [];
  private buffered = 0;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.buffered += chunk.length;
  }

  /** The next whole message, undefined until it has arrived. Throws BrokenFrame. */
  next(): Frame | undefined {
    if (this.buffered < HEADER) return undefined;
    const size = this.peekSize();
    if (size < HEADER || size > MAX_MESSAGE_BYTES) {
      throw new BrokenFrame(`a message of ${size} bytes`);
    }
    if (this.buffered < size) return undefined;
    const all = this.joined();
    const frame = all.subarray(0, size);
    this.chunks = all.length > size ? [all.subarray(size)] : [];
    this.buffered -= size;
    return {
      requestId: frame.readInt32LE(4),
      opCode: frame.readInt32LE(12),
      body: frame.subarray(HEADER),
    };
  }

  private peekSize(): number {
    const [first] = this.chunks;
    return first && first.length >= 4 ? first.readInt32LE(0) : this.joined().readInt32LE(0);
  }

  private joined(): Buffer {
    const [first] = this.chunks;
    const all = first && this.chunks.length === 1 ? first : Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }
}

let nextId = 1;

/** The header of an answer of `bodyLength` bytes after it, in a buffer with room for all of it. */
export function answerFrame(opCode: number, responseTo: number, bodyLength: number): Buffer {
  const frame = Buffer.allocUnsafe(HEADER + bodyLength);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(nextId, 4);
  frame.writeInt32LE(responseTo, 8);
  frame.writeInt32LE(opCode, 12);
  nextId = (nextId + 1) & 0x7fffffff;
  return frame;
}

export const HEADER_BYTES = HEADER;
