import type { Socket } from 'node:net';
import { once } from 'node:events';
import { errorReply } from '../errors';
import { toBytes, toTypedDoc } from '../bson/convert';
import type { CommandBody } from './command-body';
import { BrokenFrame, Framer, OP, type Frame } from './frames';
import { readOpMsg } from './op-msg';
import { opReplyFrame, readOpQuery } from './op-query';
import { CursorBatch, replyFrame, type Reply } from './reply';

/** Answers a command; may throw anything. */
export type Answer = (command: CommandBody) => Reply | Promise<Reply>;

async function safely(answer: Answer, command: CommandBody): Promise<Reply> {
  try {
    return await answer(command);
  } catch (error) {
    return errorReply(error);
  }
}

async function answerMsg(frame: Frame, answer: Answer): Promise<Buffer | undefined> {
  const { command, moreToCome } = readOpMsg(frame.body);
  const reply = await safely(answer, command);
  return moreToCome ? undefined : replyFrame(frame.requestId, reply);
}

async function answerQuery(frame: Frame, answer: Answer): Promise<Buffer> {
  const reply = await safely(answer, readOpQuery(frame.body));
  const document = reply instanceof CursorBatch ? reply.asDoc(toTypedDoc) : reply;
  return opReplyFrame(frame.requestId, toBytes(document));
}

function answerFrame(frame: Frame, answer: Answer): Promise<Buffer | undefined> {
  if (frame.opCode === OP.msg) return answerMsg(frame, answer);
  if (frame.opCode === OP.query) return answerQuery(frame, answer);
  throw new BrokenFrame(`unknown operation ${frame.opCode}`);
}

/** One client, answered one message after the other, reading no faster than it is answered. */
export class Connection {
  private answering = false;
  private closing = false;

  constructor(
    private readonly socket: Socket,
    private readonly answer: Answer,
  ) {
    socket.setNoDelay(true);
    // Whatever ends the connection also ends serve(); an error without a listener would end the process.
    socket.on('error', () => undefined);
  }

  /**
   * Serves until the client leaves or close() is called. Bytes that are no message end the connection: where the next
   * one would begin is unknown.
   */
  async serve(): Promise<void> {
    try {
      await this.serveMessages();
    } catch {
      // a broken frame, or the client went away: nobody is left to be told
    } finally {
      this.socket.destroy();
    }
  }

  /** Ends the connection, once what is being answered has been. */
  close(): void {
    this.closing = true;
    if (!this.answering) this.socket.destroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private async serveMessages(): Promise<void> {
    const framer = new Framer();
    for await (const chunk of this.socket) {
      framer.push(chunk as Buffer);
      for (let frame = framer.next(); frame; frame = framer.next()) {
        this.answering = true;
        const bytes = await answerFrame(frame, this.answer);
        if (bytes) await this.send(bytes);
        this.answering = false;
        if (this.closing) return;
      }
    }
  }

  private async send(bytes: Buffer): Promise<void> {
    if (this.socket.destroyed) return;
    if (this.closing) {
      await new Promise((sent) => this.socket.write(bytes, sent));
    } else if (!this.socket.write(bytes)) {
      await Promise.race([once(this.socket, 'drain'), once(this.socket, 'close')]);
    }
  }
}
