import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { KeyRing, KEYS_LAST_MS } from './key-ring';
import { SubjectKeys } from './subject-keys';

const LOOKS_EVERY_MS = 2000;
/** Between an erasure's time, by the database's clock, and the moment from which on it is found. */
const OVERLAP_MS = 60_000;

/** Forgets one person; everybody without a name. */
type Forget = (subject?: string) => void;

/**
 * Tells whoever remembers something of a person, in this process, that the person was erased, maybe in another. While it
 * is current, keys may be held for longer than they last by themselves.
 */
@Injectable()
export class ErasureWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly listeners: Forget[] = [];
  private watching: Promise<void> = Promise.resolve();
  private lookedAt = -Infinity;
  /** The latest erasure that is known here, by the database's clock. */
  private latest: Date | undefined;

  constructor(
    private readonly keys: SubjectKeys,
    private readonly ring: KeyRing,
    private readonly now: () => number = () => performance.now(),
  ) {
    ring.trustWhile(() => this.isCurrent);
  }

  /** Whether nobody can have been erased for longer than a key may be held without this process knowing. */
  get isCurrent(): boolean {
    return this.now() - this.lookedAt < KEYS_LAST_MS;
  }

  isErased(subject: string): boolean {
    return this.ring.isErased(subject);
  }

  onErased(forget: Forget): void {
    this.listeners.push(forget);
  }

  onApplicationBootstrap(): void {
    this.watching = this.watch(this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.watching;
  }

  /** Learns who was erased since it looked last. @throws what the key database does */
  async look(): Promise<void> {
    const lookedAt = this.now();
    if (this.latest) await this.learn(new Date(this.latest.getTime() - OVERLAP_MS));
    else await this.begin();
    this.lookedAt = lookedAt;
  }

  /** What was learnt before the first look cannot be told from what was erased meanwhile. */
  private async begin(): Promise<void> {
    this.latest = (await this.keys.latestErasure()) ?? new Date(0);
    this.ring.forget();
    for (const forget of this.listeners) forget();
  }

  private async learn(since: Date): Promise<void> {
    for (const { subject, erasedAt } of await this.keys.erasedSince(since)) {
      if (this.latest && erasedAt > this.latest) this.latest = erasedAt;
      if (this.ring.isErased(subject)) continue;
      this.ring.erased(subject);
      for (const forget of this.listeners) forget(subject);
    }
  }

  private async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // While the keys cannot be had it is not current, and whoever asks it trusts no memory.
      await this.look().catch(() => undefined);
      await pause(LOOKS_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
