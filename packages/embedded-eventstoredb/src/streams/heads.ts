import type { Environment } from '../storage/environment';
import { eventIdKey } from '../storage/keys';
import { idOf } from '../storage/stored';
import type { History } from './expectation';
import { loadStream, recordAt, storedMetadata, type StreamState } from './stream-state';

/** A stream as the writer sees it: what is committed and what is about to be. */
export interface Head extends StreamState {
  pendingIds: Map<string, number>;
  pendingRevisions: Map<number, string>;
  /** The newest metadata JSON, also when not yet committed; undefined when not read yet. */
  metadata: Buffer | 'absent' | undefined;
  /** Batches not yet committed that changed this stream: until then it may not be forgotten. */
  pins: number;
}

const CAPACITY = 50_000;

/** The newest state of every stream that was written lately, loaded from disk on demand. */
export class Heads {
  private readonly heads = new Map<string, Head>();

  constructor(private readonly environment: Environment) {}

  get(name: string): Head {
    const known = this.heads.get(name);
    if (known !== undefined) {
      this.heads.delete(name);
      this.heads.set(name, known);
      return known;
    }
    const head = this.load(name);
    this.heads.set(name, head);
    this.forgetOldest();
    return head;
  }

  /** The metadata of a stream, committed or about to be. */
  metadataOf(head: Head): Buffer | undefined {
    head.metadata ??= storedMetadata(this.environment, head.name) ?? 'absent';
    return head.metadata === 'absent' ? undefined : head.metadata;
  }

  historyOf(head: Head): History {
    const { environment } = this;
    return {
      idAt: (revision) => head.pendingRevisions.get(revision) ?? this.storedIdAt(head, revision),
      firstRevisionOf: (id) => {
        const pending = head.pendingIds.get(id);
        if (head.number === undefined) return pending;
        return environment.index.get(eventIdKey(head.number, id)) ?? pending;
      },
    };
  }

  release(head: Head): void {
    head.pins -= 1;
    if (head.pins > 0) return;
    head.pendingIds.clear();
    head.pendingRevisions.clear();
  }

  private storedIdAt(head: Head, revision: number): string | undefined {
    if (head.number === undefined) return undefined;
    const record = recordAt(this.environment, head.number, revision);
    return record === undefined ? undefined : idOf(record);
  }

  private load(name: string): Head {
    return {
      ...loadStream(this.environment, name),
      pendingIds: new Map(),
      pendingRevisions: new Map(),
      metadata: undefined,
      pins: 0,
    };
  }

  private forgetOldest(): void {
    if (this.heads.size <= CAPACITY) return;
    for (const [name, head] of this.heads) {
      if (head.pins > 0) continue;
      this.heads.delete(name);
      return;
    }
  }
}
