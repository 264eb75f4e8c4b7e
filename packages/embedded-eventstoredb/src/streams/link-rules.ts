import type { Recorded } from '../storage/recorded';
import { isSoftDeleted, parseRetention } from './retention';
import { isMetastream, METADATA_TYPE, originalOf, TOMBSTONE_TYPE } from './stream-state';

export const LINK_TYPE = '$>';
const STREAMS = '$streams';
const CATEGORY = '$ce-';
const EVENT_TYPE = '$et-';
const SEPARATOR = '-';

/** A link that a system stream gets; `extra` goes into its metadata. */
export interface SystemLink {
  stream: string;
  target: string;
  extra: Record<string, unknown>;
}

/** Streams that hold what these rules gave: their events are not linked again. */
function isSystemLinkStream(stream: string): boolean {
  return stream === STREAMS || stream.startsWith(CATEGORY) || stream.startsWith(EVENT_TYPE);
}

/** The stream that an event deletes, if it does. */
function deletedBy({ stream, type, data }: Recorded): string | undefined {
  if (!isMetastream(stream)) return type === TOMBSTONE_TYPE ? stream : undefined;
  if (type !== METADATA_TYPE || !isSoftDeleted(parseRetention(data))) return undefined;
  return originalOf(stream);
}

function categoryOf(stream: string): string | undefined {
  if (stream.startsWith('$')) return undefined;
  const separator = stream.indexOf(SEPARATOR);
  return separator > 0 ? stream.slice(0, separator) : undefined;
}

function* categoryLink(event: Recorded, deleted: string | undefined): Iterable<SystemLink> {
  const original = deleted ?? event.stream;
  const category = categoryOf(original);
  if (category === undefined) return;
  const target =
    event.type === LINK_TYPE ? event.data.toString('utf8') : `${event.revision}@${event.stream}`;
  const extra = { $o: original, ...(deleted !== undefined && { $deleted: -1 }) };
  yield { stream: CATEGORY + category, target, extra };
}

function* typeLink(event: Recorded, deleted: string | undefined): Iterable<SystemLink> {
  if (event.type === LINK_TYPE) return;
  // The server names the described stream, not the metastream.
  const source = isMetastream(event.stream) ? originalOf(event.stream) : event.stream;
  const target = `${event.revision}@${source}`;
  if (deleted === undefined) yield { stream: EVENT_TYPE + event.type, target, extra: {} };
  else yield { stream: `${EVENT_TYPE}$deleted`, target, extra: { $deleted: -1 } };
}

/** The links of `$streams`, `$by_category` and `$by_event_type` to an event, by the rules of the server. */
export function* systemLinksTo(event: Recorded): Iterable<SystemLink> {
  if (event.revision === '0') yield { stream: STREAMS, target: `0@${event.stream}`, extra: {} };
  if (isSystemLinkStream(event.stream)) return;
  const deleted = deletedBy(event);
  yield* categoryLink(event, deleted);
  yield* typeLink(event, deleted);
}
