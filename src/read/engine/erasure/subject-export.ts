import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { EventStore } from '../../../shared/event-store/event-store';
import type { DomainEvent, Recorded } from '../../../shared/events/event';
import { BESIDE_THE_LOG } from '../../../shared/mongo/beside-the-log';
import { formatPosition } from '../../../shared/kernel/log-position';
import { loadDocuments } from '../projector';
import { isGone, withoutStamp, type Kept, type Projection } from '../projection';
import { ReadModels } from '../read-models';
import { footprintOf } from './footprint';

/** Everything about one person. */
export interface SubjectExport {
  readonly subject: string;
  readonly logPosition: string | null;
  readonly events: readonly object[];
  /** Live documents that tell of the person, by read model and key. */
  readonly documents: Readonly<Record<string, Readonly<Record<string, object>>>>;
  /** What is not folded from the log, by collection. */
  readonly besideTheLog: Readonly<Record<string, readonly object[]>>;
}

@Injectable()
export class SubjectExports {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
  ) {}

  /** Memory grows with what there is about the person. @throws UnreadableEvent, StoreUnavailable */
  async of(subject: string, projections: readonly Projection<object>[]): Promise<SubjectExport> {
    const events: object[] = [];
    const told = await footprintOf(subject, this.store, projections, (entry) =>
      events.push(...entry.events.map(asJson)),
    );
    const documents: Record<string, Record<string, object>> = {};
    for (const { name } of projections) {
      documents[name] = await this.documents(name, [...(told.keys.get(name) ?? [])]);
    }
    const besideTheLog = await this.besideTheLog(subject);
    return { subject, logPosition: told.position, events, documents, besideTheLog };
  }

  private async besideTheLog(subject: string): Promise<Record<string, object[]>> {
    const found: Record<string, object[]> = {};
    for (const { collection, subject: field } of BESIDE_THE_LOG) {
      found[collection] = await this.db
        .collection(collection)
        .find({ [field]: subject })
        .toArray();
    }
    return found;
  }

  private async documents(name: string, keys: readonly string[]) {
    const live = (await this.readModels.find(name))?.live.collection;
    if (live === undefined) return {};
    const found = await loadDocuments(this.db.collection<Kept<object>>(live), keys);
    const shown = [...found].flatMap(([key, kept]) =>
      isGone(kept) ? [] : [[key, withoutStamp(kept)] as const],
    );
    return Object.fromEntries<object>(shown);
  }
}

function asJson({ revision, position, ...event }: Recorded<DomainEvent>): object {
  return { ...event, revision: String(revision), position: formatPosition(position) };
}
