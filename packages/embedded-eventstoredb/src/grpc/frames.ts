import { MalformedMessage } from '../protobuf/wire-reader';
import { Refusal } from './refusal';
import { Status } from './status';

const PREFIX = 5;
const LARGEST_MESSAGE = 17 * 1024 * 1024;

/** The five bytes that precede a message of `length` bytes on the wire. */
export function framePrefix(length: number): Buffer {
  const prefix = Buffer.allocUnsafe(PREFIX);
  prefix[0] = 0;
  prefix.writeUInt32BE(length, 1);
  return prefix;
}

/** Cuts the bytes of a call into messages; a message that came in one piece is not copied. */
export class FrameDecoder {
  private pieces: Buffer[] = [];
  private size = 0;
  private wanted = PREFIX;

  /** @throws Refusal when a message is too large or compressed */
  push(chunk: Buffer): Buffer[] {
    this.pieces.push(chunk);
    this.size += chunk.length;
    if (this.size < this.wanted) return [];
    const input = this.pieces.length === 1 ? chunk : Buffer.concat(this.pieces);
    const messages: Buffer[] = [];
    const at = this.cut(input, messages);
    this.pieces = at < input.length ? [input.subarray(at)] : [];
    this.size = input.length - at;
    return messages;
  }

  /** @throws MalformedMessage when the call ends in the middle of a message */
  end(): void {
    if (this.size > 0) throw new MalformedMessage('the last message is cut short');
  }

  private cut(input: Buffer, messages: Buffer[]): number {
    let at = 0;
    while (input.length - at >= PREFIX) {
      const end = at + PREFIX + this.lengthAt(input, at);
      if (end > input.length) {
        this.wanted = end - at;
        return at;
      }
      messages.push(input.subarray(at + PREFIX, end));
      at = end;
    }
    this.wanted = PREFIX;
    return at;
  }

  private lengthAt(input: Buffer, at: number): number {
    if (input[at] !== 0)
      throw new Refusal(Status.UNIMPLEMENTED, 'compressed messages are not read');
    const length = input.readUInt32BE(at + 1);
    if (length <= LARGEST_MESSAGE) return length;
    throw new Refusal(
      Status.RESOURCE_EXHAUSTED,
      `a message of ${length} bytes is larger than ${LARGEST_MESSAGE} bytes`,
    );
  }
}
