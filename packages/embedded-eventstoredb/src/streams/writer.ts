import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { Environment } from '../storage/environment';
import { encodeRecord, TOMBSTONE_REVISION, type ProposedEvent } from '../storage/record';
import { Batch } from './batch';
import type { Commits } from './commits';
import { Heads, pendingOf, type Head } from './heads';
import { parseRetention } from './retention';
import { isMetastream, METADATA_TYPE, originalOf } from './stream-state';

/** The node could not write to disk: nothing more is accepted until it is started again. */
export class LogUnavailable extends Error {}

const FIRST_POSITION = 64;

/** Where the next record goes: positions count the bytes of all records before it. */
function endOfLog({ log }: Environment): { last: number; next: number } {
  for (const { position, record } of log.range({ reverse: true, limit: 1 })) {
    return { last: position, next: position + record.length };
  }
  return { last: 0, next: FIRST_POSITION };
}

/**
 * The only writer of the log. It orders events in memory, gives them their positions, and writes all that
 * arrived while the last transaction was being synced as one transaction.
 */
export class Writer {
  readonly heads: Heads;
  /** The position of the newest event, on disk or about to be; 0 in an empty log. */
  last: number;
  /** Sees each record after the write it came with is complete, and may add more to the same transaction. */
  onRecord: ((record: Buffer) => void) | undefined;
  private next: number;
  private batch = new Batch();
  private running: Promise<void> | undefined;
  private broken: Error | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly commits: Commits,
  ) {
    this.heads = new Heads(environment);
    ({ last: this.last, next: this.next } = endOfLog(environment));
  }

  /** Adds events at the end of a stream; returns the position of the last one. They are not on disk yet. */
  add(head: Head, events: ProposedEvent[]): number {
    const stream = Buffer.from(head.name, 'utf8');
    const records = events.map((event) => this.addOne(head, stream, event));
    const position = this.last;
    this.writeSoon();
    this.show(records);
    return position;
  }

  /** Ends a stream for good; returns the position of its last event. */
  addTombstone(head: Head, event: ProposedEvent): number {
    const stream = Buffer.from(head.name, 'utf8');
    const position = this.next;
    const record = this.record(head, stream, TOMBSTONE_REVISION, event);
    head.tombstoned = true;
    head.number ??= position;
    this.writeSoon();
    this.show([record]);
    return position;
  }

  /** Resolves once everything added so far is on disk. */
  async durable(): Promise<void> {
    if (this.broken !== undefined) throw this.broken;
    if (!this.batch.isEmpty) await this.batch.settled;
    else await this.running;
  }

  /** Notes, in the next transaction, up to where events have their system links. */
  linkedTo(position: number): void {
    this.batch.linkedTo = position;
    this.writeSoon();
  }

  private show(records: Buffer[]): void {
    if (this.onRecord !== undefined) for (const record of records) this.onRecord(record);
  }

  private addOne(head: Head, stream: Buffer, event: ProposedEvent): Buffer {
    const revision = head.last + 1;
    const position = this.next;
    const record = this.record(head, stream, revision, event);
    head.number ??= position;
    head.last = revision;
    pendingOf(head).revisions.set(revision, event.id);
    if (isMetastream(head.name) && event.type.toString('utf8') === METADATA_TYPE) {
      this.describe(originalOf(head.name), event.data);
    }
    return record;
  }

  private record(
    head: Head,
    stream: Buffer,
    revision: number | typeof TOMBSTONE_REVISION,
    event: ProposedEvent,
  ): Buffer {
    const position = this.next;
    const record = encodeRecord(event, { stream, revision, position, created: Date.now() });
    const isFirstOfId = this.heads.historyOf(head).firstRevisionOf(event.id) === undefined;
    if (isFirstOfId && revision !== TOMBSTONE_REVISION) pendingOf(head).ids.set(event.id, revision);
    const startsStream = head.number === undefined;
    this.batch.add({ head, revision, position, id: event.id, record, isFirstOfId, startsStream });
    this.last = position;
    this.next += record.length;
    return record;
  }

  private describe(name: string, metadata: Buffer): void {
    const head = this.heads.get(name);
    this.batch.touch(head);
    if (!isMetastream(name)) head.retention = parseRetention(metadata);
    head.metadata = metadata;
  }

  private writeSoon(): void {
    if (this.running !== undefined) return;
    // All appends that have arrived by the end of this turn of the event loop join the batch before it goes.
    this.running = endOfTurn().then(() => this.writeBatch());
    this.running.catch(() => undefined);
  }

  private async writeBatch(): Promise<void> {
    const batch = this.batch;
    this.batch = new Batch();
    try {
      await this.environment.commit(() => {
        batch.write(this.environment);
      });
    } catch (cause) {
      this.broken = new LogUnavailable('the log could not be written', { cause });
      batch.fail(this.broken);
      this.batch.fail(this.broken);
      throw this.broken;
    }
    this.running = undefined;
    for (const head of batch.heads) this.heads.release(head);
    batch.succeed();
    this.commits.announce(namesOf(batch));
    if (!this.batch.isEmpty) this.writeSoon();
  }
}

function* namesOf(batch: Batch): Iterable<string> {
  for (const head of batch.heads) yield head.name;
}
