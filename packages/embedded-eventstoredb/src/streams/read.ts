import type { Found, Page } from './pages';

/** Where a reader's messages go. `send` gives a promise when the reader is slower than the disk. */
export interface Sink {
  readonly isOpen: boolean;
  send(message: Buffer): Promise<void> | undefined;
}

/** Looks at the disk from a cursor on, for at most so many events. */
export type Source = (from: number, most: number) => Page;

/** Sends up to `count` events and returns; memory holds one page whatever the reader's speed. */
export async function sendAll(
  sink: Sink,
  source: Source,
  from: number,
  count: number,
  frame: (found: Found) => Buffer,
): Promise<void> {
  let left = count;
  let cursor: number | undefined = from;
  while (cursor !== undefined && left > 0 && sink.isOpen) {
    const page: Page = source(cursor, left);
    for (const found of page.records) {
      const full = sink.send(frame(found));
      if (full !== undefined) await full;
    }
    left -= page.records.length;
    cursor = page.next;
  }
}
