import { randomUUID } from 'node:crypto';
import type { ProposedEvent } from '../storage/record';
import { METADATA_TYPE, TOMBSTONE_TYPE } from './stream-state';

const JSON_TYPE = Buffer.from('application/json');
const BINARY_TYPE = Buffer.from('application/octet-stream');
const EMPTY = Buffer.alloc(0);

export function metadataEvent(json: string): ProposedEvent {
  return {
    id: randomUUID(),
    type: Buffer.from(METADATA_TYPE),
    contentType: JSON_TYPE,
    data: Buffer.from(json),
    metadata: EMPTY,
  };
}

/** An event that is not JSON, as links and tombstones are. */
export function binaryEvent(type: string, data = '', metadata = ''): ProposedEvent {
  return {
    id: randomUUID(),
    type: Buffer.from(type),
    contentType: BINARY_TYPE,
    data: Buffer.from(data),
    metadata: Buffer.from(metadata),
  };
}

export function tombstoneEvent(): ProposedEvent {
  return binaryEvent(TOMBSTONE_TYPE);
}
