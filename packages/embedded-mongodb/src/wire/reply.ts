import { Long } from 'bson';
import { toBytes, type Doc } from '../bson/convert';
import { opMsgFrame } from './op-msg';

/** Documents of a cursor, as their stored bytes. */
export class CursorBatch {
  constructor(
    readonly ns: string,
    readonly id: bigint,
    readonly field: 'firstBatch' | 'nextBatch',
    readonly documents: readonly Buffer[],
  ) {}

  /** The same as a document, for whoever cannot take it as bytes. */
  asDoc(decode: (bytes: Buffer) => Doc): Doc {
    const id = Long.fromBigInt(this.id);
    return { cursor: { [this.field]: this.documents.map(decode), id, ns: this.ns }, ok: 1 };
  }
}

export type Reply = Doc | CursorBatch;

const names: Buffer[] = [];

function nameAt(i: number): Buffer {
  return (names[i] ??= Buffer.from(`\x03${i}\0`));
}

function arraySize(documents: readonly Buffer[]): number {
  let size = 5;
  for (let i = 0; i < documents.length; i++) {
    size += nameAt(i).length + (documents[i] as Buffer).length;
  }
  return size;
}

function putArray(frame: Buffer, at: number, documents: readonly Buffer[]): number {
  let next = at + 4;
  for (let i = 0; i < documents.length; i++) {
    const name = nameAt(i);
    frame.set(name, next);
    next += name.length;
    const document = documents[i] as Buffer;
    frame.set(document, next);
    next += document.length;
  }
  frame[next++] = 0;
  frame.writeInt32LE(next - at, at);
  return next;
}

const OK = Buffer.from('\x01ok\0\0\0\0\0\0\0\xf0\x3f\0', 'latin1');

function cursorFrame(responseTo: number, batch: CursorBatch): Buffer {
  const field = Buffer.from(`\x04${batch.field}\0`);
  const ns = Buffer.from(`${batch.ns}\0`);
  const inner = 4 + field.length + arraySize(batch.documents) + 12 + 8 + ns.length + 1;
  const size = 4 + 8 + inner + OK.length;
  return opMsgFrame(responseTo, size, (frame, at) => {
    let next = frame.writeInt32LE(size, at);
    next += frame.write('\x03cursor\0', next, 'latin1');
    next = frame.writeInt32LE(inner, next);
    frame.set(field, next);
    next = putArray(frame, next + field.length, batch.documents);
    next += frame.write('\x12id\0', next, 'latin1');
    next = frame.writeBigInt64LE(batch.id, next);
    next += frame.write('\x02ns\0', next, 'latin1');
    next = frame.writeInt32LE(ns.length, next);
    frame.set(ns, next);
    frame[next + ns.length] = 0;
    frame.set(OK, next + ns.length + 1);
  });
}

/** An answer as a message. */
export function replyFrame(responseTo: number, reply: Reply): Buffer {
  if (reply instanceof CursorBatch) return cursorFrame(responseTo, reply);
  const bytes = toBytes(reply);
  return opMsgFrame(responseTo, bytes.length, (frame, at) => frame.set(bytes, at));
}
