import type { Environment } from '../storage/environment';
import { eventIdKey, nameKey, revisionKey, tombstoneKey } from '../storage/keys';
import type { Head } from './heads';

/** The key in `marks` of the position up to which events have their system links. */
export const LINKED_TO = 'system-links';

interface Row {
  head: Head;
  revision: number | 'tombstone';
  position: number;
  id: string;
  record: Buffer;
  isFirstOfId: boolean;
  startsStream: boolean;
}

/** Writes that will share one transaction, and those who wait for it. */
export class Batch {
  readonly heads = new Set<Head>();
  readonly settled: Promise<void>;
  /** How far the system links have come once this is on disk. */
  linkedTo: number | undefined;
  private readonly rows: Row[] = [];
  private settle!: { resolve: () => void; reject: (reason: Error) => void };

  constructor() {
    this.settled = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Whoever waits handles a failure; a batch that nobody waits for must not end the process.
    this.settled.catch(() => undefined);
  }

  get isEmpty(): boolean {
    return this.rows.length === 0 && this.linkedTo === undefined;
  }

  touch(head: Head): void {
    if (this.heads.has(head)) return;
    this.heads.add(head);
    head.pins += 1;
  }

  add(row: Row): void {
    this.touch(row.head);
    this.rows.push(row);
  }

  /** Puts everything, in one turn of the event loop. */
  write({ log, names, index, marks }: Environment): void {
    for (const row of this.rows) {
      const number = row.head.number ?? row.position;
      log.put(row.position, row.record);
      if (row.startsStream) void names.put(nameKey(row.head.name), number);
      if (row.revision === 'tombstone') {
        void index.put(tombstoneKey(number), row.position);
        continue;
      }
      void index.put(revisionKey(number, row.revision), row.position);
      if (row.isFirstOfId) void index.put(eventIdKey(number, row.id), row.revision);
    }
    if (this.linkedTo !== undefined) void marks.put(LINKED_TO, this.linkedTo);
  }

  succeed(): void {
    this.settle.resolve();
  }

  fail(reason: Error): void {
    this.settle.reject(reason);
  }
}
