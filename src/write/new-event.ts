import { v5 as uuid } from 'uuid';
import type { DomainEvent, EventMetadata } from '../shared/events/event';
import { eventValidator } from '../shared/events/event-validator';
import { declarations } from '../shared/events/history';
import type { NewEvent } from '../shared/event-store/event-store';
import type { Sent } from '../shared/kernel/sent';
import { traceContextOf } from '../shared/telemetry/trace-context';

/** Names our event ids apart from everybody else's UUIDv5s. */
const EVENT_IDS = 'b6a1d1d6-3c44-5e0c-9d0f-6d2f7f5c9a34';
const faultOf = eventValidator(declarations);
const VERSIONS = new Map(declarations.map(({ type, version }) => [type as string, version]));

/**
 * The id says which command decided what as its how-manieth fact, so that an append sent twice is one append. The
 * request's hash and time are part of it: the same key with another body, or later, would be another fact under the
 * same id, which must not look like a repeat to the server. It loses the race then, and finds what was decided.
 */
export function newEvent(
  stream: string,
  { type, data }: DomainEvent,
  index: number,
  sent: Sent,
  about: Pick<EventMetadata, 'cityId' | 'subjectIds'>,
): NewEvent {
  const { commandId, requestHash, actor, occurredAt, correlationId, causationId, follows } = sent;
  const metadata: EventMetadata = {
    schemaVersion: VERSIONS.get(type) ?? 1,
    ...{ occurredAt, recordedAt: new Date().toISOString(), ...about },
    ...{ correlationId, causationId, commandId, requestHash, actor },
    ...(follows !== undefined && { follows }),
    ...traceContextOf(sent),
  };
  return {
    id: uuid([stream, commandId, requestHash, occurredAt, index].join('/'), EVENT_IDS),
    type,
    data,
    metadata,
  };
}

/** What would be stored for good is checked once more: a hole in a rule must not become history. */
export function refuseMalformed(decided: readonly DomainEvent[]): void {
  const fault = decided.map(faultOf).find((each) => each !== undefined);
  if (fault !== undefined) throw new MalformedDecision(fault);
}

export class MalformedDecision extends Error {
  constructor(fault: string) {
    super(`A rule decided something malformed: ${fault}`);
  }
}
