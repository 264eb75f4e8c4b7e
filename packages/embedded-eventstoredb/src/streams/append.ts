import type { Environment } from '../storage/environment';
import { revisionKey } from '../storage/keys';
import type { ProposedEvent } from '../storage/record';
import { decide, type Decision, type Expectation } from './expectation';
import type { Head } from './heads';
import { addAndRecreate } from './recreate';
import { SOFT_DELETE_METADATA } from './retention';
import { isMetastream, metastreamOf, originalOf } from './stream-state';
import { metadataEvent, tombstoneEvent } from './system-events';
import type { Writer } from './writer';

/** How a write ended; revisions are -1 for a stream without events. */
export type WriteOutcome =
  | { kind: 'success'; revision: number; position: number }
  | { kind: 'conflict'; actual: number }
  | { kind: 'deleted' };

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
    const position =
      events.length === 0 ? this.writer.last : addAndRecreate(this.writer, head, events);
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
    const position = this.writer.addTombstone(head, tombstoneEvent());
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
