import { Readable } from 'node:stream';

const HEARTBEAT_MS = 15_000;
/** Messages that wait for a client that does not read. */
const MOST_WAITING = 256;
/** The same in characters: a message may be a whole map. */
const MOST_WAITING_SIZE = 4 * 1024 * 1024;
/** So long a client that is cut off has to read why. */
const GRACE_MS = 5000;

export interface Message {
  readonly type: string;
  /** By which a client resumes. */
  readonly id?: string;
  readonly data: object;
}

/** Why a stream ends; the client may come again. */
export type Ending = 'TOO_SLOW' | 'SERVER_STOPPING' | 'STORE_UNAVAILABLE' | 'INTERNAL';

const DETAILS: Readonly<Record<Ending, string>> = {
  TOO_SLOW: 'The client did not read for too long; come again with Last-Event-ID',
  SERVER_STOPPING: 'This process stops; come again with Last-Event-ID',
  STORE_UNAVAILABLE: 'A store did not answer; come again',
  INTERNAL: 'Something went wrong here; come again',
};

/**
 * Server-sent events to one client. Written as fast as the client reads: what it does not read waits in a queue that is
 * bounded, and a client that lets it run over is cut off, with a last event that says so.
 */
export class Line extends Readable {
  private waiting: string[] = [];
  private waitingSize = 0;
  private wanted = false;
  private isEnding = false;
  private grace: NodeJS.Timeout | undefined;
  private readonly heartbeats: NodeJS.Timeout;

  /** @param left once, when the client is gone or the line has ended */
  constructor(
    private readonly left: () => void,
    private readonly mostWaiting = MOST_WAITING,
  ) {
    super({ encoding: 'utf8' });
    this.heartbeats = setInterval(() => this.beat(), HEARTBEAT_MS);
  }

  /** Keeps proxies from closing a quiet line, and tells the client that it is there. */
  beat(): void {
    this.send({ type: 'heartbeat', data: { at: new Date().toISOString() } });
  }

  send(message: Message): void {
    if (this.isEnding || this.destroyed) return;
    const text = written(message);
    this.waiting.push(text);
    this.waitingSize += text.length;
    if (this.wanted) this.flush();
    const isFull = this.waiting.length > this.mostWaiting || this.waitingSize > MOST_WAITING_SIZE;
    if (isFull) this.cut('TOO_SLOW');
  }

  /** Nothing is sent after the reason; whatever still waited is not sent either. */
  cut(code: Ending): void {
    if (this.isEnding || this.destroyed) return;
    this.isEnding = true;
    this.waiting = [written({ type: 'end', data: { code, detail: DETAILS[code] } })];
    this.grace = setTimeout(() => this.destroy(), GRACE_MS);
    if (this.wanted) this.flush();
  }

  override _read(): void {
    this.wanted = true;
    this.flush();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearInterval(this.heartbeats);
    clearTimeout(this.grace);
    this.waiting = [];
    this.left();
    callback(error);
  }

  private flush(): void {
    while (this.wanted) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.waitingSize -= next.length;
      this.wanted = this.push(next);
    }
    if (this.isEnding && this.waiting.length === 0) this.push(null);
  }
}

/** JSON has no line breaks of its own. */
function written({ type, id, data }: Message): string {
  const place = id === undefined ? '' : `id: ${id}\n`;
  return `event: ${type}\n${place}data: ${JSON.stringify(data)}\n\n`;
}
