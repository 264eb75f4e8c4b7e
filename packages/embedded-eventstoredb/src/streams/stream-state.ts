import { beforeRevisions, nameKey, revisionIn, revisionKey, tombstoneKey } from '../storage/keys';
import type { Environment } from '../storage/environment';
import { dataOf, typeOf } from '../storage/stored';
import { KEEP_ALL, METASTREAM_RETENTION, parseRetention, type Retention } from './retention';

/** What is known of a stream; `last` is its newest revision, -1 when it has none. */
export interface StreamState {
  name: string;
  /** The position of its first event; undefined while it has none. */
  number: number | undefined;
  last: number;
  tombstoned: boolean;
  retention: Retention;
}

const META = '$$';
export const METADATA_TYPE = '$metadata';
export const TOMBSTONE_TYPE = '$streamDeleted';

export function isMetastream(name: string): boolean {
  return name.startsWith(META);
}

export function metastreamOf(name: string): string {
  return META + name;
}

export function originalOf(metastream: string): string {
  return metastream.slice(META.length);
}

function lastRevision(environment: Environment, number: number): number {
  const newest = environment.index.getKeys({
    start: revisionKey(number, Infinity),
    end: beforeRevisions(number),
    reverse: true,
    limit: 1,
  });
  for (const key of newest) return revisionIn(key);
  return -1;
}

/** The stored record at a revision. */
export function recordAt(
  environment: Environment,
  number: number,
  revision: number,
): Buffer | undefined {
  const position = environment.index.get(revisionKey(number, revision));
  return position === undefined ? undefined : environment.log.get(position);
}

/** The newest metadata as stored JSON, when the stream has any. */
export function storedMetadata(environment: Environment, name: string): Buffer | undefined {
  const number = environment.names.get(nameKey(metastreamOf(name)));
  if (number === undefined) return undefined;
  const record = recordAt(environment, number, lastRevision(environment, number));
  if (record === undefined) return undefined;
  return typeOf(record) === METADATA_TYPE ? dataOf(record) : undefined;
}

function isTombstoned({ index }: Environment, number: number | undefined): boolean {
  return number !== undefined && index.get(tombstoneKey(number)) !== undefined;
}

function retentionOf(environment: Environment, name: string): Retention {
  if (isMetastream(name)) return METASTREAM_RETENTION;
  const metadata = storedMetadata(environment, name);
  return metadata === undefined ? KEEP_ALL : parseRetention(metadata);
}

/** Reads a stream's state as committed. A metastream is tombstoned with the stream it describes. */
export function loadStream(environment: Environment, name: string): StreamState {
  const { names } = environment;
  const number = names.get(nameKey(name));
  const tombstoned =
    isTombstoned(environment, number) ||
    (isMetastream(name) && isTombstoned(environment, names.get(nameKey(originalOf(name)))));
  const last = number === undefined ? -1 : lastRevision(environment, number);
  return { name, number, last, tombstoned, retention: retentionOf(environment, name) };
}
