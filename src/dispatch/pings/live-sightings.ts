import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Sightings, type Sighting } from '../supply/sightings';
import type { OtherDoors } from './other-doors';
import type { Whereabouts } from './whereabouts';

const LOOKS_EVERY_MS = 1000;

/** Places taken by this process are told as they come, those of other processes within about a second. */
export class LiveSightings extends Sightings {
  private readonly logger = new Logger('sightings');
  private readonly stopping = new AbortController();
  private looking: Promise<void> | undefined;

  constructor(
    private readonly whereabouts: Whereabouts,
    private readonly others: OtherDoors,
  ) {
    super();
  }

  /** Ends when `signal` aborts. @throws what `see` does, to which nothing is told any more */
  async follow(see: (sighting: Sighting) => void, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      end = this.whereabouts.follow((sighting) => {
        try {
          see(sighting);
        } catch (error) {
          end();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    this.looking ??= this.lookWhileFollowed();
    await ended.finally(() => end());
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
  }

  private async lookWhileFollowed(): Promise<void> {
    const { signal } = this.stopping;
    this.others.forget();
    let isAway = false;
    while (this.whereabouts.followed && !signal.aborted) {
      const failure = await this.look();
      if (failure !== undefined && !isAway) this.logger.warn(`Nothing is heard: ${failure}`);
      isAway = failure !== undefined;
      await pause(LOOKS_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.looking = undefined;
  }

  /** @returns why not: places that cannot be had just now are had the next time */
  private async look(): Promise<string | undefined> {
    try {
      await this.others.look((sighting) => this.whereabouts.hear(sighting));
      return undefined;
    } catch (error) {
      return String(error);
    }
  }
}
