import type { Actor } from './actor';
import type { Instant } from './time';

/** What surrounds a command: who sent it, when, under which key. Ends up in the metadata of its events. */
export interface Sent {
  /** The client's `Idempotency-Key`: a repeat under it answers the first result. */
  readonly commandId: string;
  /** SHA-256 of what was asked; the same key with another hash is refused. */
  readonly requestHash: string;
  readonly actor: Actor;
  readonly occurredAt: Instant;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
  /** The `traceparent` of the fact that this follows from, at another time: linked, and no parent. */
  readonly followsTrace?: string;
  /** Where in the log the fact stands that a process takes up: sortable text. */
  readonly follows?: string;
  /** From `If-Match`: the revision that the client believes to be the stream's last. */
  readonly expectedRevision?: bigint;
}
