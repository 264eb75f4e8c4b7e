import type { Dispatcher } from 'undici';
import { PlatformPool } from './platform-pool';
import {
  away,
  hasNoRoom,
  isDone,
  mayPass,
  pauseBefore,
  refusal,
  replyOf,
  TRIES,
  unlessConnectionFailed,
  type Reply,
  type ReplyBody,
} from './replies';

/** One request, ready to be sent. */
export interface Call {
  /** What it is called when it goes wrong. */
  readonly name: string;
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Below the platform's address, such as `/v1/trips/4711`. */
  readonly path: string;
  readonly headers: Headers;
  readonly body?: object;
}

type Headers = Readonly<Record<string, string>>;

export interface Answered {
  readonly body: ReplyBody;
  /** Of the request that was answered, in microseconds. */
  readonly latencyUs: number;
}

const ANSWER_WITHIN_MS = 30_000;

/**
 * Asks the platform over kept-alive connections. undici's pool, because here it takes a fifth of the processor time of
 * the global fetch, and whoever plays riders and drivers often shares their machine with the platform.
 */
export class PlatformClient {
  private readonly pool: PlatformPool;

  /** @param pause waits for so many milliseconds; rejects when nothing is to be tried again */
  constructor(
    url: string,
    connections: number,
    private readonly pause: (ms: number) => Promise<void>,
  ) {
    const timeouts = { headersTimeout: ANSWER_WITHIN_MS, bodyTimeout: ANSWER_WITHIN_MS };
    this.pool = new PlatformPool(url, { connections, ...timeouts });
  }

  /**
   * Sends a request until it is answered. A command is safe to send again under its Idempotency-Key, also after a
   * connection broke and nobody knows whether it had arrived.
   * @throws CommandRefused; PlatformAway after some 40 seconds without an answer
   */
  async send(call: Call): Promise<Answered> {
    for (let attempt = 1; ; attempt++) {
      const began = process.hrtime.bigint();
      const reply = await this.request(call).catch(unlessConnectionFailed);
      const latencyUs = Number((process.hrtime.bigint() - began) / 1000n);
      if (isDone(reply)) return { body: reply.body, latencyUs };
      const isLast = attempt === TRIES;
      if (!mayPass(reply) || (isLast && hasNoRoom(reply))) {
        throw refusal(call.name, reply, latencyUs);
      }
      if (isLast) throw away(call.name, reply);
      await this.pause(pauseBefore(attempt, reply));
    }
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async request({ method, path, headers, body: sent }: Call): Promise<Reply> {
    const request: Dispatcher.RequestOptions = { method, path, headers };
    const {
      statusCode,
      headers: got,
      body,
    } = await this.pool.request(
      sent === undefined ? request : { ...request, body: JSON.stringify(sent) },
    );
    return replyOf(statusCode, got, await body.text());
  }
}
