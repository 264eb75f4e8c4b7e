import { Pool, type Dispatcher } from 'undici';

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

/** The platform said no for good: the same request sent again would be refused again. */
export class CommandRefused extends Error {
  constructor(
    readonly step: string,
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly latencyUs: number,
  ) {
    super(`${step}: ${status} ${code}: ${detail}`);
  }
}

/** Nobody answered, however often. */
class PlatformAway extends Error {}

interface Reply {
  readonly status: number;
  readonly retryAfterMs: number;
  readonly body: ReplyBody;
}

interface ReplyBody {
  readonly code?: string;
  readonly detail?: string;
  readonly events?: readonly { readonly type?: string }[];
}

const TRIES = 12;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;
const ANSWER_WITHIN_MS = 30_000;

/**
 * Asks the platform over kept-alive connections. undici's pool, because here it takes a fifth of the processor time of
 * the global fetch, and whoever plays riders and drivers often shares their machine with the platform.
 */
export class PlatformClient {
  private readonly pool: Pool;
  private readonly prefix: string;

  /** @param pause waits for so many milliseconds; rejects when nothing is to be tried again */
  constructor(
    url: string,
    connections: number,
    private readonly pause: (ms: number) => Promise<void>,
  ) {
    const { origin, pathname } = new URL(url);
    this.prefix = pathname.replace(/\/$/, '');
    const timeouts = { headersTimeout: ANSWER_WITHIN_MS, bodyTimeout: ANSWER_WITHIN_MS };
    this.pool = new Pool(origin, { connections, ...timeouts });
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
      if (!mayPass(reply)) throw refusal(call, reply, latencyUs);
      if (attempt === TRIES) throw new PlatformAway(whyAway(call, reply));
      await this.pause(pauseBefore(attempt, reply));
    }
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async request({ method, path, headers, body: sent }: Call): Promise<Reply> {
    const request: Dispatcher.RequestOptions = { method, path: this.prefix + path, headers };
    const {
      statusCode,
      headers: got,
      body,
    } = await this.pool.request(
      sent === undefined ? request : { ...request, body: JSON.stringify(sent) },
    );
    const retryAfterS = Number(got['retry-after'] ?? 0);
    const retryAfterMs = Number.isFinite(retryAfterS) ? retryAfterS * 1000 : 0;
    return { status: statusCode, retryAfterMs, body: jsonIn(await body.text()) };
  }
}

function isDone(reply: Reply | Error): reply is Reply {
  return !(reply instanceof Error) && reply.status < 300 && reply.status !== NOT_YET;
}

/** A read model that is not so far yet, and says so. */
const NOT_YET = 202;

/** Busy, away, or overtaken by others: later the same command may do. */
function mayPass(reply: Reply | Error): boolean {
  if (reply instanceof Error) return true;
  const { status, body } = reply;
  if (status === 409) return body.code === 'LOST_RACE';
  return status === NOT_YET || status === 429 || status === 503;
}

function refusal({ name }: Call, reply: Reply | Error, latencyUs: number): CommandRefused {
  const { status, body } = reply as Reply;
  const { code = '?', detail = 'no detail given' } = body;
  return new CommandRefused(name, status, code, detail, latencyUs);
}

function whyAway({ name }: Call, reply: Reply | Error): string {
  const last = reply instanceof Error ? reply.message : `${reply.status} ${reply.body.code ?? ''}`;
  return `${name}: no answer after ${TRIES} tries (${last.trim()})`;
}

/** Twice as long each time, half of it by chance, so that the commands turned away do not come back all at once. */
function pauseBefore(attempt: number, reply: Reply | Error): number {
  const asked = reply instanceof Error ? 0 : Math.min(reply.retryAfterMs, LONGEST_PAUSE_MS);
  const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return Math.max(asked, backoff / 2) + Math.random() * (backoff / 2);
}

const CONNECTION_FAILURES =
  /^(E[A-Z]+|UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT))$/;

/** Anything else is a mistake of ours. */
function unlessConnectionFailed(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof Error && CONNECTION_FAILURES.test(code)) return error;
  throw error;
}

function jsonIn(text: string): ReplyBody {
  try {
    return (JSON.parse(text) as ReplyBody | null) ?? {};
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
