import type { RangeOptions } from 'lmdb';
import type { Environment } from '../storage/environment';
import { beforeRevisions, revisionIn, revisionKey } from '../storage/keys';
import { createdAt } from '../storage/stored';
import { firstVisible, type Retention } from './retention';
import type { StreamState } from './stream-state';

/** A stored record with where it was found: the position in the log, or the revision in its stream. */
export interface Found {
  at: number;
  position: number;
  record: Buffer;
}

/** What one look at the disk gave; `next` goes on behind it, undefined at the end. */
export interface Page {
  records: Found[];
  next: number | undefined;
}

const MOST_RECORDS = 256;
const MOST_BYTES = 512 * 1024;

class Filling {
  private readonly records: Found[] = [];
  private bytes = 0;

  constructor(private readonly most: number) {}

  add(found: Found): void {
    this.records.push(found);
    this.bytes += found.record.length;
  }

  goOnAt(next: number): Page {
    return { records: this.records, next: next < 0 ? undefined : next };
  }

  end(): Page {
    return { records: this.records, next: undefined };
  }

  get isFull(): boolean {
    return this.records.length >= this.most || this.bytes >= MOST_BYTES;
  }
}

/**
 * Reads a page of the log.
 * @param from forwards the first position to look at; backwards the first that is too new
 */
export function logPage(
  { log }: Environment,
  from: number,
  backwards: boolean,
  most: number,
): Page {
  const page = new Filling(Math.min(most, MOST_RECORDS));
  const range = backwards ? { start: from - 1, reverse: true } : { start: from };
  for (const { position, record } of log.range(range)) {
    page.add({ at: position, position, record });
    if (page.isFull) return page.goOnAt(backwards ? position : position + 1);
  }
  return page.end();
}

/** Whether there is a record and it is not too old. */
export function isShown(record: Buffer | undefined, { maxAge }: Retention): record is Buffer {
  if (record === undefined) return false;
  return maxAge === Infinity || createdAt(record) >= Date.now() - maxAge;
}

function forwardRange(number: number, stream: StreamState, from: number): RangeOptions {
  const first = firstVisible(stream.retention, stream.last);
  return {
    start: revisionKey(number, Math.max(from, first)),
    end: revisionKey(number, stream.last + 1),
  };
}

function backwardRange(number: number, stream: StreamState, from: number): RangeOptions {
  const first = firstVisible(stream.retention, stream.last);
  return {
    start: revisionKey(number, Math.min(from, stream.last)),
    end: first === 0 ? beforeRevisions(number) : revisionKey(number, first - 1),
    reverse: true,
  };
}

function isBehind(stream: StreamState, from: number, backwards: boolean): boolean {
  const first = firstVisible(stream.retention, stream.last);
  return first > stream.last || (backwards ? from < first : from > stream.last);
}

/**
 * Reads a page of a stream, without the events that its metadata hides.
 * @param from the first revision to look at, in either direction
 */
export function streamPage(
  { index, log }: Environment,
  stream: StreamState,
  from: number,
  backwards: boolean,
  most: number,
): Page {
  const { number, retention } = stream;
  const page = new Filling(Math.min(most, MOST_RECORDS));
  if (number === undefined || isBehind(stream, from, backwards)) return page.end();
  const range = (backwards ? backwardRange : forwardRange)(number, stream, from);
  for (const { key, value: position } of index.getRange(range)) {
    const record = log.get(position);
    if (!isShown(record, retention)) continue;
    const at = revisionIn(key);
    page.add({ at, position, record });
    if (page.isFull) return page.goOnAt(backwards ? at - 1 : at + 1);
  }
  return page.end();
}
