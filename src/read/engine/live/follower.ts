import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { StoreUnavailable } from '../../../shared/event-store/event-store';
import { LeaseLost, type Leases } from '../../../shared/mongo/leases';
import { isMongoAway } from '../../../shared/mongo/mongo.errors';
import type { DeadLetters } from '../dead-letters/dead-letters';
import { fingerprintOf } from '../fingerprint';
import type { Projection } from '../projection';
import { Superseded } from '../read-models';
import { Tenure, type Engine } from './tenure';

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;
const ASKED_EVERY_MS = 1000;

/** What this process does for a read model. */
export type Doing =
  /** Another process holds the lease. */
  | 'standing by'
  /** The live build was folded by other code, which alone may go on with it. */
  | 'leaving it to other code'
  | 'catching up'
  | 'following'
  /** Something that does not pass by itself; tried again all the same. */
  | 'stopped';

export interface LiveEngine extends Engine {
  readonly leases: Leases;
  readonly deadLetters: DeadLetters;
}

/** Keeps one read model level with the log, in whichever process holds its lease. */
export class Follower {
  private readonly logger = new Logger('live feed');
  private readonly fingerprint: string;
  private backoffMs = FIRST_BACKOFF_MS;
  doing: Doing = 'standing by';
  /** The fencing token that it writes under. */
  token: number | null = null;

  constructor(
    readonly projection: Projection<object>,
    private readonly engine: LiveEngine,
  ) {
    this.fingerprint = fingerprintOf(projection);
  }

  /** Until `signal` aborts; whatever fails is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.tenure(signal);
      } catch (error) {
        if (error instanceof Superseded || error instanceof LeaseLost) continue;
        await this.failed(error, signal);
      }
    }
  }

  private async tenure(signal: AbortSignal): Promise<void> {
    const { readModels, leases, deadLetters } = this.engine;
    const { name } = this.projection;
    const { live } = await readModels.opened(this.projection);
    if (live.fingerprint !== this.fingerprint) {
      this.doing = 'leaving it to other code';
      await waited(ASKED_EVERY_MS, signal);
      return;
    }
    const lease = await leases.acquire(leaseName(name), signal);
    if (!lease) return;
    this.token = lease.token;
    try {
      const { live: build } = await readModels.opened(this.projection);
      if (build.fingerprint !== this.fingerprint) return;
      const place = { build, parking: await deadLetters.parkingOf(name, build) };
      const tell = (doing: Doing) => {
        this.doing = doing;
        this.backoffMs = FIRST_BACKOFF_MS;
      };
      await new Tenure(this.engine, this.projection, lease, place, tell).run(signal);
    } finally {
      this.token = null;
      this.doing = 'standing by';
      await lease.release();
    }
  }

  private async failed(error: unknown, signal: AbortSignal): Promise<void> {
    const { name } = this.projection;
    const reason = error instanceof Error ? error.message : String(error);
    if (isPassing(error)) this.logger.warn(`${name}: again in ${this.backoffMs} ms: ${reason}`);
    else await this.stopped(error, reason);
    await waited(this.backoffMs * (0.5 + Math.random() / 2), signal);
    this.backoffMs = Math.min(this.backoffMs * 2, LONGEST_BACKOFF_MS);
  }

  private async stopped(error: unknown, reason: string): Promise<void> {
    const { name } = this.projection;
    this.doing = 'stopped';
    this.backoffMs = LONGEST_BACKOFF_MS;
    this.logger.error(
      `${name} stopped: ${reason}`,
      error instanceof Error ? error.stack : undefined,
    );
    const code = error instanceof Error ? error.constructor.name : 'Error';
    const stop = { code, reason, since: new Date() };
    await this.engine.readModels.noteStopped(name, stop).catch(() => undefined);
  }
}

export const leaseName = (readModel: string) => `projection/${readModel}`;

function isPassing(error: unknown): boolean {
  return error instanceof StoreUnavailable || isMongoAway(error);
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
