import type { Environment } from '../storage/environment';
import { eventIdKey } from '../storage/keys';
import { idOf } from '../storage/stored';
import type { History } from './expectation';
import { loadStream, recordAt, storedMetadata, type StreamState } from './stream-state';

/** What a stream holds beyond what is committed. */
interface Pending {
  ids: Map<string, number>;
  revisions: Map<number, string>;
}

/** A stream as the writer sees it: what is committed and what is about to be. */
export interface Head extends StreamState {
  pending: Pending | undefined;
  /** The newest metadata JSON, also when not yet committed; undefined when not read yet. */
  metadata: Buffer | 'absent' | undefined;
  /** Batches not yet committed that changed this stream: until then it may not be forgotten. */
  pins: number;
}

export function pendingOf(head: Head): Pending {
  return (head.pending ??= { ids: new Map(), revisions: new Map() });
}

const GENERATION = 25_000;

/** The newest state of every stream that was written lately, loaded from disk on demand. */
export class Heads {
  private young = new Map<string, Head>();
  /** Forgotten when the young are many, but for those asked for meanwhile. */
  private old = new Map<string, Head>();

  constructor(private readonly environment: Environment) {}

  get(name: string): Head {
    const known = this.young.get(name);
    if (known !== undefined) return known;
    const head = this.old.get(name) ?? this.load(name);
    this.young.set(name, head);
    if (this.young.size >= GENERATION) this.forgetOld();
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
      idAt: (revision) => head.pending?.revisions.get(revision) ?? this.storedIdAt(head, revision),
      firstRevisionOf: (id) => {
        const pending = head.pending?.ids.get(id);
        if (head.number === undefined) return pending;
        return environment.index.get(eventIdKey(head.number, id)) ?? pending;
      },
    };
  }

  release(head: Head): void {
    head.pins -= 1;
    if (head.pins === 0) head.pending = undefined;
  }

  private storedIdAt(head: Head, revision: number): string | undefined {
    if (head.number === undefined) return undefined;
    const record = recordAt(this.environment, head.number, revision);
    return record === undefined ? undefined : idOf(record);
  }

  private load(name: string): Head {
    return {
      ...loadStream(this.environment, name),
      pending: undefined,
      metadata: undefined,
      pins: 0,
    };
  }

  private forgetOld(): void {
    const pinned = [...this.old].filter(([, head]) => head.pins > 0);
    this.old = this.young;
    this.young = new Map(pinned);
  }
}
