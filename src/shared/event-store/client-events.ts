import {
  jsonEvent,
  type AllStreamResolvedEvent,
  type JSONType,
  type ResolvedEvent,
} from '@eventstore/db-client';
import type { EventMetadata } from '../events/event';
import { LOG_START } from '../kernel/log-position';
import type { NewEvent } from './event-store';
import type { StoredEvent } from './log-entry';

const utf8 = new TextEncoder();

export type Resolved = ResolvedEvent | AllStreamResolvedEvent;

/** What we append, as the client takes it. */
export function toClientEvent({ id, type, data, metadata }: NewEvent) {
  // As bytes: of an object the client would make base64, which the protocol's encoder decodes again, digit by digit.
  const bytes = utf8.encode(JSON.stringify(metadata));
  return jsonEvent({ id, type, data: data as JSONType, metadata: bytes });
}

/** What the client gives, exactly as it was written. */
export function storedIn({ event }: Resolved): StoredEvent {
  if (!event) throw new Error('The store sent a link that leads to no event');
  const { id, streamId: stream, revision, type } = event;
  const metadata = event.metadata as EventMetadata | undefined;
  return {
    id,
    stream,
    revision,
    type,
    data: event.data as object,
    version: metadata?.schemaVersion ?? 1,
    position: event.position ?? LOG_START,
    metadata: metadata as EventMetadata,
  };
}
