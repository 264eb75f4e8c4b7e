import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { EventStore } from '../../shared/event-store/event-store';
import { inQuerySpan } from '../../shared/telemetry/spans';
import { asOfBuild, type AsOf } from './as-of/as-of';
import { fingerprintOf } from './fingerprint';
import { PresentDocuments } from './present-documents';
import type { Projection, Stamped } from './projection';
import { ReadModels, type Build, type ReadModel } from './read-models';
import { tailOf, type Lag } from './tail';
import * as no from './unanswered';
import { Watch } from './watch';

/** Queries that may wait in this process at once: all others keep their connections and memory. */
const MOST_WAITERS = 1000;
/** So long a counted lag is told to others, instead of being counted again. */
const LAG_HOLDS_MS = 1000;

export interface Opened<D extends object> {
  readonly documents: PresentDocuments<D>;
  readonly asOf: AsOf;
}

/** Opens read models for queries: the build that is live now, as fresh as the reader asked for. */
@Injectable()
export class Freshness {
  private readonly watches = new Map<string, Watch>();
  private readonly lags = new Map<
    string,
    { readonly lag: Promise<Lag | null>; readonly at: number }
  >();

  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly longestWaitMs: number,
    private readonly mostWaiters = MOST_WAITERS,
  ) {}

  /**
   * Waits until everything up to `minPosition` is reflected, as far as that will come by itself in the time that a query
   * may take.
   * @throws ProblemException 202 PROJECTION_BEHIND or PROJECTION_REBUILDING, 503 PROJECTION_STOPPED, each with how far it
   * is; 503 OVERLOADED when too many wait already
   */
  open<D extends object>(
    projection: Projection<D>,
    minPosition: string | undefined,
  ): Promise<Opened<D>> {
    return inQuerySpan(projection.name, () => this.opened(projection, minPosition));
  }

  private async opened<D extends object>(
    projection: Projection<D>,
    minPosition: string | undefined,
  ): Promise<Opened<D>> {
    const first = await this.readModels.find(projection.name);
    const last = isSettled(first, minPosition) ? first : await this.wait(projection, minPosition);
    if (!last || !isReached(last, minPosition)) {
      throw await this.unanswered(projection, minPosition, first, last);
    }
    const documents = this.db.collection<Stamped<D>>(last.live.collection);
    return { documents: new PresentDocuments(documents), asOf: asOfBuild(last.live) };
  }

  private wait(
    { name }: Projection<object>,
    minPosition: string | undefined,
  ): Promise<ReadModel | null> {
    const waiters = [...this.watches.values()].reduce((sum, each) => sum + each.waiters, 0);
    if (waiters >= this.mostWaiters) throw no.tooManyWait();
    const watch = this.watches.get(name) ?? new Watch(() => this.readModels.find(name));
    this.watches.set(name, watch);
    return watch.until((seen) => isSettled(seen, minPosition), this.longestWaitMs);
  }

  private async unanswered(
    projection: Projection<object>,
    minPosition: string | undefined,
    first: ReadModel | null,
    last: ReadModel | null,
  ): Promise<Error> {
    const { name: readModel } = projection;
    const live = last?.live;
    const asOf = asOfBuild(live);
    const lag = await this.lagOf(readModel, live);
    const asked = { readModel, minPosition: minPosition ?? null, asOf, lag };
    if (!last) return no.behind(asked);
    if (last.stopped) return no.stopped(asked, last.stopped);
    const stands = first?.live.position === last.live.position;
    const isForAnother = stands && isBeingReplaced(last, projection);
    return isForAnother ? no.rebuilding(asked, last) : no.behind(asked);
  }

  private lagOf(readModel: string, live: Build | undefined): Promise<Lag | null> {
    const now = performance.now();
    const known = this.lags.get(readModel);
    if (known && now - known.at < LAG_HOLDS_MS) return known.lag;
    const lag = tailOf(this.store, live ?? NOTHING_YET, Date.now())
      .then((tail) => tail.lag)
      // The answer is worth giving without it.
      .catch(() => null);
    this.lags.set(readModel, { lag, at: now });
    return lag;
  }
}

const NOTHING_YET = { position: null, eventId: null };

/** There is nothing to wait for: it is there, or will not come by itself. */
function isSettled(seen: ReadModel | null, minPosition: string | undefined): boolean {
  return seen !== null && (seen.stopped !== null || isReached(seen, minPosition));
}

function isReached({ live }: ReadModel, minPosition = ''): boolean {
  return (live.position ?? '') >= minPosition;
}

/** Another build is on its way, or has to come: other code alone may go on with this one. */
function isBeingReplaced({ building, live }: ReadModel, projection: Projection<object>): boolean {
  return building !== null || live.fingerprint !== fingerprintOf(projection);
}
