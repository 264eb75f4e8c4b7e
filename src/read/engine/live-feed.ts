import { setTimeout as pause } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventStore, StoreUnavailable } from '../../shared/event-store/event-store';
import type { LogEntry } from '../../shared/event-store/log-entry';
import { parsePosition } from '../../shared/kernel/log-position';
import { isMongoAway } from '../../shared/mongo/mongo.errors';
import { projections } from '../projections';
import { advancedBy, entriesAfter, eventsOf } from './batch';
import type { Projection } from './projection';
import { Projector } from './projector';
import { ReadModels, type Build } from './read-models';

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;

/** One projection's place in the feed. */
interface Track {
  readonly projection: Projection<object>;
  live: Build;
}

/** Why a projection does not move: it never skips what it cannot fold. */
export interface Stopped {
  readonly projection: string;
  readonly reason: string;
}

/** Another build went live, or another process moved the checkpoint: begin again from what the registry says. */
class Superseded extends Error {}

/** Follows the log and keeps every read model level with it: each batch is read once and folded by all of them. */
@Injectable()
export class LiveFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('live feed');
  private readonly stopping = new AbortController();
  private readonly stopped = new Map<string, Stopped>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly projector: Projector,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** The projections that stopped at an event they cannot fold. */
  stoppedProjections(): readonly Stopped[] {
    return [...this.stopped.values()];
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let backoffMs = FIRST_BACKOFF_MS;
    while (!signal.aborted) {
      try {
        await this.follow(() => (backoffMs = FIRST_BACKOFF_MS));
      } catch (error) {
        if (error instanceof Superseded) continue;
        this.logger.warn(`Following again in ${backoffMs} ms: ${String(error)}`);
        const jittered = backoffMs * (0.5 + Math.random() / 2);
        await pause(jittered, undefined, { signal }).catch(() => undefined);
        backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
      }
    }
  }

  private async follow(progressed: () => void): Promise<void> {
    const tracks = await this.openTracks();
    const entries = this.store.subscribeToAll(startOf(tracks), this.stopping.signal);
    for await (const batch of entries) {
      const moving = tracks.filter(({ projection }) => !this.stopped.has(projection.name));
      await allSettled(moving.map((track) => this.advance(track, batch)));
      progressed();
    }
    if (!this.stopping.signal.aborted) throw new StoreUnavailable('The subscription ended');
  }

  private async openTracks(): Promise<Track[]> {
    const tracks: Track[] = [];
    for (const projection of projections) {
      tracks.push({ projection, live: (await this.readModels.opened(projection)).live });
    }
    return tracks;
  }

  private async advance(track: Track, batch: readonly LogEntry[]): Promise<void> {
    const { projection, live } = track;
    const fresh = entriesAfter(live, batch);
    if (fresh.length === 0) return;
    try {
      await this.projector.apply(projection, live.collection, eventsOf(fresh));
    } catch (error) {
      if (isPassing(error)) throw error;
      this.stop(projection, error);
      return;
    }
    const reached = advancedBy(live, fresh);
    if (!(await this.readModels.advance(projection.name, live, reached))) throw new Superseded();
    track.live = reached;
  }

  private stop({ name }: Projection<object>, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.stopped.set(name, { projection: name, reason });
    this.logger.error(
      `${name} stopped: ${reason}`,
      error instanceof Error ? error.stack : undefined,
    );
  }
}

/** Waits for all of them before the first failure counts: none goes on alone behind the next attempt's back. */
async function allSettled(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

function startOf(tracks: readonly Track[]): ReturnType<typeof parsePosition> {
  const positions = tracks.map(({ live }) => live.position ?? '');
  const first = positions.reduce((a, b) => (a < b ? a : b));
  return first === '' ? undefined : parsePosition(first);
}

function isPassing(error: unknown): boolean {
  return error instanceof StoreUnavailable || isMongoAway(error);
}
