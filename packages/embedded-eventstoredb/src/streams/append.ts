import { randomUUID } from 'node:crypto';
import type { Environment } from '../storage/environment';
import { revisionKey } from '../storage/keys';
import type { ProposedEvent } from '../storage/record';
import { decide, type Decision, type Expectation } from './expectation';
import type { Head } from './heads';
import { isSoftDeleted, SOFT_DELETE_METADATA, withTruncateBefore } from './retention';
import { isMetastream, METADATA_TYPE, metastreamOf, originalOf } from './stream-state';
import type { Writer } from './writer';

/** How a write ended; revisions are -1 for a stream without events. */
export type WriteOutcome =
  | { kind: 'success'; revision: number; position: number }
  | { kind: 'conflict'; actual: number }
  | { kind: 'deleted' };

const JSON_TYPE = Buffer.from('application/json');
const BINARY_TYPE = Buffer.from('application/octet-stream');
const EMPTY = Buffer.alloc(0);

function systemEvent(type: string, contentType: Buffer, data: Buffer): ProposedEvent {
  return { id: randomUUID(), type: Buffer.from(type), contentType, data, metadata: EMPTY };
}

function metadataEvent(json: string): ProposedEvent {
  return systemEvent(METADATA_TYPE, JSON_TYPE, Buffer.from(json));
}

/** The writes of the protocol. Each answers only when what it answers is on disk. */
export class Appends {
  constructor(
    private readonly environment: Environment,
    private readonly writer: Writer,
  ) {}

  /** @throws LogUnavailable when the disk failed */
  async append(
    name: string,
    expectation: Expectation,
    events: ProposedEvent[],
  ): Promise<WriteOutcome> {
    const head = this.writer.heads.get(name);
    const ids = events.map(({ id }) => id);
    const decision = this.decide(head, expectation, ids);
    if (decision.kind !== 'append') return this.answer(head, decision);
    const position = events.length === 0 ? this.writer.last : this.write(head, events);
    const revision = head.last;
    await this.writer.durable();
    return { kind: 'success', revision, position };
  }

  /** Hides the stream's events; a later append goes on at the next revision. */
  async softDelete(name: string, expectation: Expectation): Promise<WriteOutcome> {
    const head = this.writer.heads.get(name);
    const decision = this.decide(head, expectation, []);
    if (decision.kind !== 'append') return this.answer(head, decision);
    if (head.last < 0) return this.answer(head, { kind: 'conflict' });
    const metastream = this.writer.heads.get(metastreamOf(name));
    const position = this.writer.add(metastream, [metadataEvent(SOFT_DELETE_METADATA)]);
    await this.writer.durable();
    return { kind: 'success', revision: head.last, position };
  }

  /** Ends the stream for good. */
  async tombstone(name: string, expectation: Expectation): Promise<WriteOutcome> {
    const head = this.writer.heads.get(name);
    const decision = this.decide(head, expectation, []);
    if (decision.kind !== 'append') return this.answer(head, decision);
    const position = this.writer.addTombstone(
      head,
      systemEvent('$streamDeleted', BINARY_TYPE, EMPTY),
    );
    await this.writer.durable();
    return { kind: 'success', revision: head.last, position };
  }

  private decide(head: Head, expectation: Expectation, ids: string[]): Decision {
    const { heads } = this.writer;
    if (isMetastream(head.name) && heads.get(originalOf(head.name)).tombstoned) {
      return { kind: 'deleted' };
    }
    const hasMetadata = () => heads.get(metastreamOf(head.name)).last >= 0;
    return decide(head, expectation, ids, heads.historyOf(head), hasMetadata);
  }

  private write(head: Head, events: ProposedEvent[]): number {
    const recreates = isSoftDeleted(head.retention);
    const firstNew = head.last + 1;
    const described = isMetastream(head.name)
      ? this.writer.heads.get(originalOf(head.name))
      : undefined;
    const undeletes = described !== undefined && isSoftDeleted(described.retention);
    const position = this.writer.add(head, events);
    if (recreates) this.undelete(head, firstNew);
    if (undeletes) this.undelete(described, described.last + 1);
    return position;
  }

  private undelete(head: Head, firstShown: number): void {
    const { heads } = this.writer;
    const metadata = heads.metadataOf(head) ?? Buffer.from('{}');
    const metastream = heads.get(metastreamOf(head.name));
    this.writer.add(metastream, [metadataEvent(withTruncateBefore(metadata, firstShown))]);
  }

  private async answer(head: Head, decision: Decision): Promise<WriteOutcome> {
    const actual = head.last;
    await this.writer.durable();
    if (decision.kind === 'deleted') return { kind: 'deleted' };
    if (decision.kind !== 'already-written') return { kind: 'conflict', actual };
    const position =
      head.number === undefined
        ? undefined
        : this.environment.index.get(revisionKey(head.number, decision.last));
    return { kind: 'success', revision: decision.last, position: position ?? this.writer.last };
  }
}
