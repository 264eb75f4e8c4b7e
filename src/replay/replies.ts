import type { IncomingHttpHeaders } from 'node:http';

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
export class PlatformAway extends Error {}

export interface Reply {
  readonly status: number;
  readonly retryAfterMs: number;
  readonly body: ReplyBody;
}

export interface ReplyBody {
  readonly code?: string;
  readonly detail?: string;
  readonly events?: readonly { readonly type?: string }[];
}

export const TRIES = 12;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;

export function replyOf(status: number, headers: IncomingHttpHeaders, text: string): Reply {
  const retryAfterS = Number(headers['retry-after'] ?? 0);
  const retryAfterMs = Number.isFinite(retryAfterS) ? retryAfterS * 1000 : 0;
  return { status, retryAfterMs, body: jsonIn(text) };
}

export function isDone(reply: Reply | Error): reply is Reply {
  return !(reply instanceof Error) && reply.status < 300 && reply.status !== NOT_YET;
}

/** A read model that is not so far yet, and says so. */
const NOT_YET = 202;

/** Busy, away, or overtaken by others: later the same command may do. */
export function mayPass(reply: Reply | Error): boolean {
  if (reply instanceof Error) return true;
  const { status, body } = reply;
  if (status === 409) return body.code === 'LOST_RACE';
  return status === NOT_YET || status === 429 || status === 503;
}

/** Nothing is wrong with the platform, which takes no more for now: whoever has asked long enough gives up. */
export function hasNoRoom(reply: Reply | Error): boolean {
  return !(reply instanceof Error) && reply.body.code === 'MATCHING_BEHIND';
}

export function refusal(name: string, reply: Reply | Error, latencyUs: number): CommandRefused {
  const { status, body } = reply as Reply;
  const { code = '?', detail = 'no detail given' } = body;
  return new CommandRefused(name, status, code, detail, latencyUs);
}

export function away(name: string, reply: Reply | Error): PlatformAway {
  const last = reply instanceof Error ? reply.message : `${reply.status} ${reply.body.code ?? ''}`;
  return new PlatformAway(`${name}: no answer after ${TRIES} tries (${last.trim()})`);
}

/** Twice as long each time, half of it by chance, so that the commands turned away do not come back all at once. */
export function pauseBefore(attempt: number, reply: Reply | Error): number {
  const asked = reply instanceof Error ? 0 : Math.min(reply.retryAfterMs, LONGEST_PAUSE_MS);
  const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return Math.max(asked, backoff / 2) + Math.random() * (backoff / 2);
}

const CONNECTION_FAILURES =
  /^(E[A-Z]+|UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT))$/;

/** Anything else is a mistake of ours. */
export function unlessConnectionFailed(error: unknown): Error {
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
