import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Sink } from '../streams/read';
import { FrameDecoder, framePrefix } from './frames';
import { invalidArgument, type Refusal } from './refusal';
import { Status } from './status';

const FLUSH_AT = 64 * 1024;
const HEADERS = { ':status': 200, 'content-type': 'application/grpc' };

/** Header values are ASCII: other bytes, and the percent sign, are percent-encoded. */
function ascii(text: string, kept: RegExp): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(kept, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

function trailersOf(refusal: Refusal | undefined): OutgoingHttpHeaders {
  if (refusal === undefined) return { 'grpc-status': String(Status.OK) };
  const trailers: OutgoingHttpHeaders = {
    'grpc-status': String(refusal.code),
    'grpc-message': ascii(refusal.message, /[^\x20-\x24\x26-\x7e]/g),
  };
  for (const [key, value] of Object.entries(refusal.trailers)) {
    trailers[key] = ascii(value, /[^\x20-\x7e]/g);
  }
  return trailers;
}

/** One gRPC call on an HTTP/2 stream. Messages sent in one turn of the event loop leave as one write. */
export class Call implements Sink {
  isOpen = true;
  private frames: Buffer[] = [];
  private size = 0;
  private flushing = false;
  private ended = false;
  private drained: Promise<void> | undefined;
  private goOn: (() => void) | undefined;
  private readonly leaving: (() => void)[] = [];

  constructor(private readonly stream: ServerHttp2Stream) {
    stream.on('error', () => undefined);
    stream.on('aborted', () => this.leave());
    stream.on('close', () => this.leave());
    stream.on('drain', () => this.resume());
  }

  /** Calls `leave` once, when the client went away or the call ended. */
  onLeave(leave: () => void): void {
    if (this.isOpen) this.leaving.push(leave);
    else leave();
  }

  /**
   * Hands over each request message as it arrives; a promise given back pauses the client.
   * @returns resolves when the client has sent all
   */
  receive(take: (message: Buffer) => Promise<unknown> | undefined): Promise<void> {
    const decoder = new FrameDecoder();
    let arrived: Buffer[] = [];
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        this.stream.removeAllListeners('data');
        this.stream.resume();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const pause = (until: Promise<unknown>) => {
        this.stream.pause();
        until.then(() => this.stream.resume(), fail);
      };
      const takeArrived = () => {
        const chunks = arrived;
        arrived = [];
        for (const chunk of chunks) {
          const waits = decoder
            .push(chunk)
            .map(take)
            .filter((wait) => wait !== undefined);
          if (waits.length > 0) pause(Promise.all(waits));
        }
      };
      const attempt = (step: () => void) => {
        try {
          step();
        } catch (error) {
          fail(error);
        }
      };
      this.stream.on('data', (chunk: Buffer) => {
        // Answers leave between two turns: work on what has arrived would hold them up, so it waits its turn.
        if (arrived.push(chunk) === 1) setImmediate(() => attempt(takeArrived));
      });
      this.stream.on('end', () =>
        attempt(() => {
          takeArrived();
          decoder.end();
          resolve();
        }),
      );
      this.onLeave(resolve);
    });
  }

  /** The only message of a call that sends one. */
  async request(): Promise<Buffer> {
    let request: Buffer | undefined;
    await this.receive((message) => {
      request ??= message;
      return undefined;
    });
    if (request === undefined) throw invalidArgument('the call has no request');
    return request;
  }

  send(message: Buffer): Promise<void> | undefined {
    if (!this.isOpen) return undefined;
    this.frames.push(framePrefix(message.length), message);
    this.size += message.length;
    if (this.size >= FLUSH_AT) this.flush();
    else this.flushSoon();
    if (!this.stream.writableNeedDrain) return undefined;
    this.drained ??= new Promise((resolve) => {
      this.goOn = resolve;
    });
    return this.drained;
  }

  /** Ends the call, well or with a refusal. */
  end(refusal?: Refusal): void {
    if (!this.isOpen || this.ended) return;
    this.flush();
    this.ended = true;
    const trailers = trailersOf(refusal);
    if (!this.stream.headersSent) {
      this.stream.respond({ ...HEADERS, ...trailers }, { endStream: true });
    } else {
      this.stream.once('wantTrailers', () => this.stream.sendTrailers(trailers));
      this.stream.end();
    }
    // A request that still arrives is of no use, but unread it would hold up the whole connection.
    this.stream.resume();
  }

  private flushSoon(): void {
    if (this.flushing) return;
    this.flushing = true;
    process.nextTick(() => this.flush());
  }

  private flush(): void {
    this.flushing = false;
    if (this.frames.length === 0 || !this.isOpen || this.ended) return;
    if (!this.stream.headersSent) this.stream.respond(HEADERS, { waitForTrailers: true });
    const bytes = Buffer.concat(this.frames);
    this.frames = [];
    this.size = 0;
    this.stream.write(bytes);
  }

  private leave(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.frames = [];
    this.resume();
    for (const leave of this.leaving) leave();
  }

  private resume(): void {
    this.goOn?.();
    this.drained = undefined;
    this.goOn = undefined;
  }
}
