import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { KeyRing, KEYS_LAST_MS } from './key-ring';
import { SubjectKeys } from './subject-keys';

const LOOKS_EVERY_MS = 2000;
/** The clocks of two machines, and what an erasure takes between its own time and its write. */
const CLOCKS_DIFFER_MS = 60_000;

/** Tells whoever remembers something of a person, in this process, that the person was erased, maybe in another. */
@Injectable()
export class ErasureWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly listeners: ((subject: string) => void)[] = [];
  private watching: Promise<void> = Promise.resolve();
  private lookedAt = Date.now();

  constructor(
    private readonly keys: SubjectKeys,
    private readonly ring: KeyRing,
    private readonly now: () => number = Date.now,
  ) {
    this.lookedAt = now();
  }

  /** Whether nobody can have been erased for longer than a key may be held without this process knowing. */
  get isCurrent(): boolean {
    return this.now() - this.lookedAt < KEYS_LAST_MS;
  }

  isErased(subject: string): boolean {
    return this.ring.isErased(subject);
  }

  onErased(forget: (subject: string) => void): void {
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
    const since = new Date(this.lookedAt - CLOCKS_DIFFER_MS);
    for (const subject of await this.keys.erasedSince(since)) {
      if (this.ring.isErased(subject)) continue;
      this.ring.erased(subject);
      for (const forget of this.listeners) forget(subject);
    }
    this.lookedAt = lookedAt;
  }

  private async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // While the keys cannot be had it is not current, and whoever asks it trusts no memory.
      await this.look().catch(() => undefined);
      await pause(LOOKS_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
