import {
  StreamNotFoundError,
  type AllStreamResolvedEvent,
  type ResolvedEvent,
  type START,
} from '@eventstore/db-client';
import type { LogPosition } from '../kernel/log-position';
import { batchesOf, type Source } from './batches';
import { storedIn, type Resolved } from './client-events';
import { READ_AHEAD } from './client-options';
import { isOfTheEngine, type StreamRead, type Which } from './event-store';
import { translated } from './eventstoredb.errors';
import type { LogEntry, StoredEvent } from './log-entry';
import type { Reading } from './reading';

export function readOf(entries: readonly LogEntry[]): StreamRead {
  return { events: entries.flatMap(({ events }) => events), last: entries.at(-1)?.stored };
}

export async function* entriesIn(
  batches: AsyncIterable<readonly Resolved[]>,
  reading: Reading,
  which: Which,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  try {
    for await (const batch of batches) {
      const wanted = batch.filter((resolved) => isWanted(resolved, which));
      if (wanted.length > 0) yield await reading.entries(wanted.map(storedIn));
    }
  } catch (error) {
    throw translated(error, '$all');
  }
}

/** Lets go of the server's side too, whether the follower was told to stop or had enough. */
export async function* followed(
  subscription: Source & { unsubscribe(): Promise<void> },
  signal: AbortSignal,
  reading: Reading,
  which: Which,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  try {
    yield* entriesIn(batchesOf<Resolved>(subscription, READ_AHEAD, signal), reading, which);
  } finally {
    subscription.unsubscribe().catch(() => undefined);
  }
}

/** Nothing of a stream that never was. */
export async function collected(
  read: AsyncIterable<ResolvedEvent>,
  stream: string,
): Promise<StoredEvent[]> {
  const stored: StoredEvent[] = [];
  try {
    for await (const resolved of read) stored.push(storedIn(resolved));
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw translated(error, stream);
  }
  return stored;
}

/**
 * The log in pages of `size` and a little, each read to its end: the client does not always get over a read that is left
 * early, and of a page nobody knows how much of it is wanted.
 */
export async function* paged(
  read: (from: From, maxCount: number) => AsyncIterable<AllStreamResolvedEvent>,
  start: From,
  size: number,
): AsyncGenerator<readonly AllStreamResolvedEvent[], void, undefined> {
  const most = size + SMALLEST_PAGE;
  let from = start;
  for (let passed = 0; ; passed = 1) {
    const page: AllStreamResolvedEvent[] = [];
    for await (const resolved of read(from, most)) page.push(resolved);
    // Every page but the first begins with the event that the one before ended with.
    yield page.slice(passed);
    const last = page.at(-1);
    if (page.length < most || !last) return;
    from = positionOf(last);
  }
}

/** Asks for no more batches than the first so many entries are in. */
export async function* firstOf(
  batches: AsyncIterable<readonly LogEntry[]>,
  atMost: number,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  let left = atMost;
  for await (const batch of batches) {
    yield batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}

type From = LogPosition | typeof START;

const SMALLEST_PAGE = 16;

function positionOf({ event, link }: AllStreamResolvedEvent): LogPosition {
  const position = (link ?? event)?.position;
  if (!position) throw new Error('The store sent an event of the log without its position');
  return position;
}

function isWanted({ event }: Resolved, which: Which): boolean {
  if (!event || event.type.startsWith('$')) return false;
  return which === 'everything' || !isOfTheEngine(event.streamId);
}
