import { CommandBody } from './command-body';
import { BrokenFrame, HEADER_BYTES, OP, answerFrame } from './frames';

/** Reads the legacy OP_QUERY, which drivers still use for their very first hello. Throws BrokenFrame. */
export function readOpQuery(body: Buffer): CommandBody {
  const nameEnd = body.indexOf(0, 4);
  const at = nameEnd + 9;
  if (nameEnd === -1 || at + 5 > body.length) throw new BrokenFrame('a query cut off');
  const size = body.readInt32LE(at);
  if (size < 5 || at + size > body.length) throw new BrokenFrame('a query cut off');
  const db = body.toString('utf8', 4, nameEnd).split('.')[0] ?? 'admin';
  return new CommandBody(body.subarray(at, at + size), new Map(), db);
}

/** OP_REPLY with one document. */
export function opReplyFrame(responseTo: number, document: Buffer): Buffer {
  const frame = answerFrame(OP.reply, responseTo, 20 + document.length);
  frame.fill(0, HEADER_BYTES, HEADER_BYTES + 20);
  frame.writeInt32LE(8, HEADER_BYTES);
  frame.writeInt32LE(1, HEADER_BYTES + 16);
  document.copy(frame, HEADER_BYTES + 20);
  return frame;
}
