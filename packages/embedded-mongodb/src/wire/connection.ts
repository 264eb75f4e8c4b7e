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

function answerMsg(frame: Frame, answer: Answer): Answered {
  const { command, moreToCome } = readOpMsg(frame.body);
  const framed = (reply: Reply) => (moreToCome ? undefined : replyFrame(frame.requestId, reply));
  return settled(answer, command, framed);
}

function answerQuery(frame: Frame, answer: Answer): Answered {
  return settled(answer, readOpQuery(frame.body), (reply) => {
    const document = reply instanceof CursorBatch ? reply.asDoc(toTypedDoc) : reply;
    return opReplyFrame(frame.requestId, toBytes(document));
  });
}

type Answered = Buffer | undefined | Promise<Buffer | undefined>;

/** The bytes of an answer, at once when it is there at once: most reads wait for nothing. */
function settled(
  answer: Answer,
  command: CommandBody,
  framed: (reply: Reply) => Buffer | undefined,
): Answered {
  try {
    const reply = answer(command);
    if (!(reply instanceof Promise)) return framed(reply);
    return reply.then(framed).catch((error: unknown) => framed(errorReply(error)));
  } catch (error) {
    return framed(errorReply(error));
  }
}

function answerFrame(frame: Frame, answer: Answer): Answered {
  if (frame.opCode === OP.msg) return answerMsg(frame, answer);
  if (frame.opCode === OP.query) return answerQuery(frame, answer);
  throw new BrokenFrame(`unknown operation ${frame.opCode}`);
}

/** One client, answered one message after the other, reading no faster than it is answered. */
export class Connection {
  private readonly framer = new Framer();
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
    // Not events.once: it would reject when the client resets the connection.
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('data', (chunk: Buffer) => {
      this.framer.push(chunk);
      // What the client sends meanwhile waits in the kernel, not in memory.
      if (this.answering) this.socket.pause();
      else void this.serveMessages();
    });
    this.socket.on('end', () => {
      if (!this.answering) this.socket.destroy();
    });
    await closed;
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
    this.answering = true;
    try {
      for (let frame = this.next(); frame; frame = this.next()) {
        const answered = answerFrame(frame, this.answer);
        const bytes = answered instanceof Promise ? await answered : answered;
        if (bytes && !this.send(bytes)) await this.drained();
      }
      // From here to `answering` nothing may be awaited: what arrives in between would wait for ever.
    } catch {
      // a broken frame, or the client went away: nobody is left to be told
      this.socket.destroy();
    } finally {
      this.answering = false;
      this.socket.resume();
      if (this.closing || this.socket.readableEnded) this.finish();
    }
  }

  private next(): Frame | undefined {
    return this.closing ? undefined : this.framer.next();
  }

  private send(bytes: Buffer): boolean {
    return this.socket.destroyed || this.socket.write(bytes);
  }

  private drained(): Promise<unknown> {
    return Promise.race([once(this.socket, 'drain'), once(this.socket, 'close')]);
  }

  /** Ends the connection after the last answer has been handed over. */
  private finish(): void {
    this.socket.end(() => this.socket.destroy());
  }
}
