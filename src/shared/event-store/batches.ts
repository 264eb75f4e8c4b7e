/** What the client's streams have of a Node Readable. */
export interface Source {
  readonly readableLength: number;
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
  read(): unknown;
  destroy(): unknown;
}

/**
 * Whatever has arrived by the time somebody asks, at most `limit` at once: a slow consumer gets large batches, a fast
 * one gets each item as it comes, and the stream's own high-water mark bounds the memory between.
 */
export async function* batchesOf<T>(
  stream: Source,
  limit: number,
  signal?: AbortSignal,
): AsyncGenerator<readonly T[], void, undefined> {
  const iterator = stream[Symbol.asyncIterator]();
  const stop = () => void stream.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const first = (await iterator.next()) as IteratorResult<T, undefined>;
      if (first.done) return;
      yield [first.value, ...arrived<T>(stream, limit - 1)];
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/** Events that whoever reads to the end gets at once. */
const FULL = 512;

/** All of a stream that comes to its end by itself, `size` at once: nobody waits for the first of them. */
export async function* fullBatchesOf<T>(
  stream: Source,
  size = FULL,
): AsyncGenerator<readonly T[], void, undefined> {
  let batch: T[] = [];
  // By what has arrived and not one by one: a promise an event would cost as much as folding it.
  for await (const some of batchesOf<T>(stream, size)) {
    batch.push(...some);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function arrived<T>(stream: Source, limit: number): T[] {
  const items: T[] = [];
  while (items.length < limit && stream.readableLength > 0) {
    const item = stream.read() as T | null;
    if (item === null) break;
    items.push(item);
  }
  return items;
}
