import { Pool } from 'undici';
import type { Step } from './script';

/** Mints or remembers the token of the system role; asked before every command, so that a long replay may renew it. */
export type TokenSource = () => Promise<string>;

export interface Answered {
  readonly events: number;
  /** Of the request that succeeded, in microseconds. */
  readonly latencyUs: number;
}

/** The platform said no for good: the same command sent again would be refused again. */
export class CommandRefused extends Error {
  constructor(
    readonly step: string,
    readonly status: number,
    readonly code: string,
    detail: string,
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
  readonly events?: readonly unknown[];
}

type Headers = Readonly<Record<string, string>>;

const TRIES = 12;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;
const ANSWER_WITHIN_MS = 30_000;

/**
 * Sends commands for riders and drivers over kept-alive connections. undici's pool, because here it takes a fifth of
 * the processor time of the global fetch, and the replay often shares its machine with the platform.
 */
export class RiderClient {
  private readonly pool: Pool;
  private readonly prefix: string;

  /** @param pause waits for so many milliseconds; rejects when the replay is to end */
  constructor(
    url: string,
    connections: number,
    private readonly token: TokenSource,
    private readonly pause: (ms: number) => Promise<void>,
  ) {
    const { origin, pathname } = new URL(url);
    this.prefix = pathname.replace(/\/$/, '');
    const timeouts = { headersTimeout: ANSWER_WITHIN_MS, bodyTimeout: ANSWER_WITHIN_MS };
    this.pool = new Pool(origin, { connections, ...timeouts });
  }

  /**
   * Sends a command until it is answered. Sending it again is safe under the same key, also after a connection broke
   * and nobody knows whether the command had arrived.
   * @throws CommandRefused; PlatformAway after some 40 seconds without an answer
   */
  async send(tripId: string, step: Step): Promise<Answered> {
    for (let attempt = 1; ; attempt++) {
      const headers = await this.headersOf(step);
      const began = process.hrtime.bigint();
      const reply = await this.request(tripId, step, headers).catch(unlessConnectionFailed);
      const latencyUs = Number((process.hrtime.bigint() - began) / 1000n);
      if (isDone(reply)) return { events: reply.body.events?.length ?? 0, latencyUs };
      if (!mayPass(reply)) throw refusal(step, reply);
      if (attempt === TRIES) throw new PlatformAway(whyAway(step, reply));
      await this.pause(pauseBefore(attempt, reply));
    }
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async request(tripId: string, step: Step, sent: Headers): Promise<Reply> {
    const trip = `${this.prefix}/v1/trips/${tripId}`;
    const creates = step.command === 'request';
    const { statusCode, headers, body } = await this.pool.request({
      method: creates ? 'PUT' : 'POST',
      path: creates ? trip : `${trip}/${step.command}`,
      headers: sent,
      body: JSON.stringify(step.body),
    });
    const retryAfterS = Number(headers['retry-after'] ?? 0);
    const retryAfterMs = Number.isFinite(retryAfterS) ? retryAfterS * 1000 : 0;
    return { status: statusCode, retryAfterMs, body: jsonIn(await body.text()) };
  }

  private async headersOf({ actor, at, idempotencyKey }: Step): Promise<Headers> {
    return {
      'content-type': 'application/json',
      authorization: `Bearer ${await this.token()}`,
      'idempotency-key': idempotencyKey,
      'x-occurred-at': at,
      ...(actor ? { 'x-act-as': `${actor.type}:${actor.id}` } : {}),
    };
  }
}

function isDone(reply: Reply | Error): reply is Reply {
  return !(reply instanceof Error) && reply.status < 300;
}

/** Busy, away, or overtaken by others: later the same command may do. */
function mayPass(reply: Reply | Error): boolean {
  if (reply instanceof Error) return true;
  const { status, body } = reply;
  return status === 429 || status === 503 || (status === 409 && body.code === 'LOST_RACE');
}

function refusal({ name }: Step, reply: Reply | Error): CommandRefused {
  const { status, body } = reply as Reply;
  return new CommandRefused(name, status, body.code ?? '?', body.detail ?? 'no detail given');
}

function whyAway({ name }: Step, reply: Reply | Error): string {
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
