import type { ProposedEvent } from '../storage/record';
import type { Head } from './heads';
import { isSoftDeleted, withTruncateBefore } from './retention';
import { isMetastream, metastreamOf, originalOf } from './stream-state';
import { metadataEvent } from './system-events';
import type { Writer } from './writer';

function undelete(writer: Writer, head: Head, firstShown: number): void {
  const metadata = writer.heads.metadataOf(head) ?? Buffer.from('{}');
  const metastream = writer.heads.get(metastreamOf(head.name));
  writer.add(metastream, [metadataEvent(withTruncateBefore(metadata, firstShown))]);
}

/**
 * Adds events to a stream that may be deleted: what was deleted stays hidden, what comes now is shown.
 * @returns the position of the last event
 */
export function addAndRecreate(writer: Writer, head: Head, events: ProposedEvent[]): number {
  const { heads } = writer;
  const recreates = isSoftDeleted(head.retention);
  const firstNew = head.last + 1;
  const described = isMetastream(head.name) ? heads.get(originalOf(head.name)) : undefined;
  const undeletes = described !== undefined && isSoftDeleted(described.retention);
  const position = writer.add(head, events);
  if (recreates) undelete(writer, head, firstNew);
  if (undeletes) undelete(writer, described, described.last + 1);
  return position;
}
