import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { EventStore } from '../../shared/event-store/event-store';
import { parsePosition } from '../../shared/kernel/log-position';
import { advancedBy, entriesAfter, eventsOf } from './batch';
import { BuildClaims } from './build-claims';
import { BulkFold } from './bulk-fold';
import type { Projection } from './projection';
import { Projector } from './projector';
import { ReadModels, type Build, type ReadModel } from './read-models';
import { RebuildOvertaken } from './rebuild.errors';

const SEEN_EVERY_MS = 5000;
/** Attempts to be level with the live build at the very moment of the switch. */
const SWITCH_TRIES = 100;

/** How far a rebuild is. Events are counted; positions are bytes and would lie. */
export interface Progress {
  readonly readModel: string;
  readonly phase: 'folding' | 'writing' | 'catching up' | 'switched';
  readonly events: number;
  /** As far as known: what the live build had counted when the rebuild began. */
  readonly of: number;
  readonly eventTime: string | null;
}

export type Report = (progress: Progress) => void;

/** What a rebuild ended with. */
export interface Rebuilt {
  readonly readModel: string;
  readonly collection: string;
  readonly events: number;
  readonly documents: number;
  readonly seconds: number;
  readonly position: string | null;
}

/**
 * Builds a read model anew beside the live one and switches in one atomic step. Readers see the old build until then and
 * the new one from then on; the old one stays for a rollback.
 */
@Injectable()
export class Rebuild {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly projector: Projector,
    private readonly claims: BuildClaims,
  ) {}

  /** @throws RebuildInProgress, RebuildOvertaken; UnreadableEvent when the log holds what today's code cannot read */
  async run(projection: Projection<object>, report: Report): Promise<Rebuilt> {
    const startedAt = process.hrtime.bigint();
    const before = await this.readModels.opened(projection);
    const collection = await this.claims.begin(projection, before);
    const tell = (phase: Progress['phase'], { events, time }: Build) =>
      report({
        readModel: projection.name,
        phase,
        events,
        of: before.live.events,
        eventTime: time,
      });
    const folded = await this.fold(projection, collection, tell);
    const build = await this.catchUpAndSwitch(projection, before, folded, tell);
    const documents = await this.db.collection(collection).estimatedDocumentCount();
    await this.claims.dropForgotten(before);
    const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
    const { events, position } = build;
    return { readModel: projection.name, collection, events, documents, seconds, position };
  }

  /** The whole log in memory, document by document, then out in bulk; indexes last. */
  private async fold(
    projection: Projection<object>,
    collection: string,
    tell: (phase: Progress['phase'], build: Build) => void,
  ): Promise<Build> {
    const fold = new BulkFold(this.db, projection, collection);
    let build: Build = {
      collection,
      version: projection.version,
      position: null,
      time: null,
      events: 0,
    };
    let seenAt = Date.now();
    for await (const batch of this.store.readAll()) {
      await fold.add(eventsOf(batch));
      build = advancedBy(build, batch);
      tell('folding', build);
      if (Date.now() - seenAt < SEEN_EVERY_MS) continue;
      await this.claims.keep(projection, collection);
      seenAt = Date.now();
    }
    tell('writing', build);
    await fold.flush();
    await this.readModels.createIndexes(projection, collection);
    return build;
  }

  private async catchUpAndSwitch(
    projection: Projection<object>,
    before: ReadModel,
    folded: Build,
    tell: (phase: Progress['phase'], build: Build) => void,
  ): Promise<Build> {
    let build = folded;
    for (let attempt = 0; attempt < SWITCH_TRIES; attempt++) {
      build = await this.catchUp(projection, build);
      tell('catching up', build);
      if (await this.claims.switchTo(projection, before, build)) {
        tell('switched', build);
        return build;
      }
      await this.claims.keep(projection, build.collection);
    }
    throw new RebuildOvertaken(projection.name);
  }

  private async catchUp(projection: Projection<object>, from: Build): Promise<Build> {
    let build = from;
    const start = from.position === null ? undefined : parsePosition(from.position);
    for await (const batch of this.store.readAll(start)) {
      const fresh = entriesAfter(build, batch);
      if (fresh.length === 0) continue;
      await this.projector.apply(projection, build.collection, eventsOf(fresh));
      build = advancedBy(build, fresh);
    }
    return build;
  }
}
