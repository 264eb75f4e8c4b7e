import type { Environment } from '../storage/environment';
import { decodeRecord, type Recorded } from '../storage/recorded';
import { LINKED_TO } from './batch';
import { LINK_TYPE, systemLinksTo, type SystemLink } from './link-rules';
import { logPage } from './pages';
import { addAndRecreate } from './recreate';
import { binaryEvent } from './system-events';
import type { Writer } from './writer';

/** What the server writes for a projection's id, epoch, version and engine. */
const PROJECTION_VERSION = '1:-1:1:4';
const RECORDS_IN_A_TRANSACTION = 1024;

function correlationOf({ metadata }: Recorded): Record<string, unknown> {
  if (!metadata.includes('"$correlationId"')) return {};
  try {
    const { $correlationId } = JSON.parse(metadata.toString('utf8')) as Record<string, unknown>;
    return typeof $correlationId === 'string' ? { $correlationId } : {};
  } catch {
    return {};
  }
}

function metadataOf(event: Recorded, { extra }: SystemLink): string {
  return JSON.stringify({
    $v: PROJECTION_VERSION,
    $c: event.position,
    $p: event.position,
    ...extra,
    $causedBy: event.id,
    ...correlationOf(event),
  });
}

/**
 * Keeps `$streams`, `$ce-` and `$et-` in step with the log. Events that are already there get their links
 * transaction by transaction, each with the place it came to; from then on an event and its links are one
 * transaction. Either way no crash can part them or give a link twice.
 */
export class SystemLinks {
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(
    private readonly environment: Environment,
    private readonly writer: Writer,
  ) {
    // A log that cannot be written is told to every writer; there is nothing to add to it.
    this.done = this.catchUp().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async catchUp(): Promise<void> {
    let looked = this.environment.marks.get(LINKED_TO) ?? 0;
    while (!this.stopped) {
      const before = looked;
      looked = this.linkFrom(looked);
      if (looked === this.writer.last) {
        this.goLive();
        return;
      }
      if (looked > before) this.writer.linkedTo(looked);
      await this.writer.durable();
    }
  }

  private goLive(): void {
    this.writer.onRecord = (record) => {
      this.link(decodeRecord(record));
      this.writer.linkedTo(this.writer.last);
    };
    this.writer.linkedTo(this.writer.last);
  }

  /** Links the committed events behind a position, as many as go into one transaction. */
  private linkFrom(position: number): number {
    let looked = position;
    let left = RECORDS_IN_A_TRANSACTION;
    while (left > 0) {
      const { records, next } = logPage(this.environment, looked + 1, false, left);
      for (const { record } of records) this.link(decodeRecord(record));
      looked = records.at(-1)?.at ?? looked;
      left -= records.length;
      if (next === undefined) break;
    }
    return looked;
  }

  private link(event: Recorded): void {
    for (const link of systemLinksTo(event)) {
      const head = this.writer.heads.get(link.stream);
      if (head.tombstoned) continue;
      const proposed = binaryEvent(LINK_TYPE, link.target, metadataOf(event, link));
      addAndRecreate(this.writer, head, [proposed]);
    }
  }
}
