import { isSoftDeleted } from './retention';
import { isMetastream, type StreamState } from './stream-state';

/** What a writer expects of the stream before its write. */
export type Expectation =
  | { kind: 'any' }
  | { kind: 'no-stream' }
  | { kind: 'stream-exists' }
  | { kind: 'exact'; revision: bigint };

/** Where the stream holds which event ids. */
export interface History {
  idAt(revision: number): string | undefined;
  firstRevisionOf(id: string): number | undefined;
}

export type Decision =
  | { kind: 'append' }
  | { kind: 'already-written'; last: number }
  | { kind: 'conflict' }
  | { kind: 'deleted' };

const APPEND: Decision = { kind: 'append' };
const CONFLICT: Decision = { kind: 'conflict' };
const DELETED: Decision = { kind: 'deleted' };

/** Without an exact place to compare with, a write whose first event is known must be known as a whole. */
function decideByIds(ids: string[], history: History): Decision {
  let last = -1;
  for (const [index, id] of ids.entries()) {
    const revision = history.firstRevisionOf(id);
    if (revision === undefined) return index === 0 ? APPEND : CONFLICT;
    last = revision;
  }
  return ids.length === 0 ? APPEND : { kind: 'already-written', last };
}

/** The stream is further than expected: a retry finds its own events right behind the expected revision. */
function decideRetry(
  stream: StreamState,
  expected: number,
  ids: string[],
  history: History,
): Decision {
  let revision = expected;
  for (const [index, id] of ids.entries()) {
    revision += 1;
    if (revision <= stream.last && history.idAt(revision) === id) continue;
    const recreates = index === 0 && expected === -1 && isSoftDeleted(stream.retention);
    return recreates ? APPEND : CONFLICT;
  }
  return ids.length === 0 ? CONFLICT : { kind: 'already-written', last: revision };
}

function decideExisting(
  stream: StreamState,
  ids: string[],
  history: History,
  hasMetadata: () => boolean,
): Decision {
  if (isSoftDeleted(stream.retention)) return DELETED;
  if (stream.last < 0 && (isMetastream(stream.name) || !hasMetadata())) return CONFLICT;
  return decideByIds(ids, history);
}

/**
 * Decides a write as the server does: a retry with the same event ids at the same place succeeds again,
 * anything else that contradicts the expectation is a conflict.
 */
export function decide(
  stream: StreamState,
  expectation: Expectation,
  ids: string[],
  history: History,
  hasMetadata: () => boolean,
): Decision {
  if (stream.tombstoned) return DELETED;
  if (expectation.kind === 'any') return decideByIds(ids, history);
  if (expectation.kind === 'stream-exists') {
    return decideExisting(stream, ids, history, hasMetadata);
  }
  const expected = expectation.kind === 'no-stream' ? -1 : Number(expectation.revision);
  if (expected === stream.last) return APPEND;
  return expected < stream.last ? decideRetry(stream, expected, ids, history) : CONFLICT;
}
