import { randomBytes } from 'node:crypto';
import { MongoError } from './errors';
import type { DocumentStream } from './query/find';
import type { View } from './storage/view';

const IDLE_MS = 10 * 60_000;
const MOST_OPEN = 10_000;

export interface Cursor {
  readonly id: bigint;
  readonly ns: string;
  readonly stream: DocumentStream;
  /** The session that opened it, '' for none: it ends with the session. */
  readonly session: string;
  /** The transaction that it belongs to: it ends with it. */
  readonly view: View | undefined;
  usedAt: number;
}

/** The results that clients have not read to their end. A forgotten one expires, and their number is bounded. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();
  private readonly timer = setInterval(() => this.expire(), 60_000).unref();

  constructor(private readonly now: () => number = Date.now) {}

  get size(): number {
    return this.open.size;
  }

  /** Throws when too many are open. */
  add(ns: string, stream: DocumentStream, session: string, view?: View): Cursor {
    if (this.open.size >= MOST_OPEN) {
      throw new MongoError('QueryExceededMemoryLimitNoDiskUseAllowed', 'Too many open cursors');
    }
    const id = BigInt.asIntN(64, randomBytes(8).readBigUInt64LE() >> 1n) || 1n;
    const cursor = { id, ns, stream, session, view, usedAt: this.now() };
    this.open.set(id, cursor);
    return cursor;
  }

  /** Throws CursorNotFound. */
  get(id: bigint, ns: string, view?: View): Cursor {
    const cursor = this.open.get(id);
    if (cursor?.ns !== ns || cursor.view !== view) {
      throw new MongoError('CursorNotFound', `cursor id ${id.toString()} not found`);
    }
    cursor.usedAt = this.now();
    return cursor;
  }

  kill(id: bigint): boolean {
    return this.open.delete(id);
  }

  endSession(session: string): void {
    for (const cursor of this.open.values()) {
      if (cursor.session === session) this.kill(cursor.id);
    }
  }

  endTransaction(view: View): void {
    for (const cursor of this.open.values()) {
      if (cursor.view === view) this.kill(cursor.id);
    }
  }

  expire(): void {
    for (const { id, usedAt } of this.open.values()) {
      if (this.now() - usedAt > IDLE_MS) this.kill(id);
    }
  }

  close(): void {
    clearInterval(this.timer);
    this.open.clear();
  }
}
