import { SharedLookUp, type Keys } from './shared-look-up';
import type { SubjectKeys } from './subject-keys';

/** How long a key may be used after it was shredded elsewhere: an erasure waits for so long before it cleans up. */
export const KEYS_LAST_MS = 10_000;
const MOST_KEYS = 50_000;

interface Held {
  /** Null: erased. */
  readonly key: Buffer | null;
  readonly until: number;
}

/** The keys that were needed lately, in memory: so many at most, and none for long. */
export class KeyRing {
  private readonly held = new Map<string, Held>();
  private readonly finding: SharedLookUp;
  private readonly making: SharedLookUp;
  private isTrusted = () => false;

  constructor(
    private readonly keys: SubjectKeys,
    private readonly lastMs = KEYS_LAST_MS,
    private readonly most = MOST_KEYS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.finding = new SharedLookUp((missing) => keys.find(missing));
    this.making = new SharedLookUp((missing) => keys.findOrMake(missing));
  }

  /** Those that are not at hand in one look-up; a person who never had a key is missing in the answer. */
  of(subjects: Iterable<string>): Keys | Promise<Keys> {
    return this.gather(subjects, this.finding);
  }

  /** The same, and new ones for who never had any. */
  ofAll(subjects: Iterable<string>): Keys | Promise<Keys> {
    return this.gather(subjects, this.making);
  }

  /** Keys need not be looked up again while somebody is sure to hear of it when one is shredded. */
  trustWhile(isTrusted: () => boolean): void {
    this.isTrusted = isTrusted;
  }

  /** As far as this process has heard. Whoever was erased stays so, however long ago that was looked up. */
  isErased(subject: string): boolean {
    return this.held.get(subject)?.key === null;
  }

  /** Somebody else has shredded it. */
  erased(subject: string): void {
    this.hold(subject, { key: null, until: this.now() + this.lastMs });
  }

  forget(): void {
    this.held.clear();
  }

  async close(): Promise<void> {
    this.forget();
    await this.keys.close();
  }

  /** Without a promise while all are at hand, as nearly always. */
  private gather(subjects: Iterable<string>, lookUp: SharedLookUp): Keys | Promise<Keys> {
    const now = this.now();
    const isTrusted = this.isTrusted();
    const found = new Map<string, Buffer | null>();
    const missing = new Set<string>();
    for (const subject of subjects) {
      const held = this.held.get(subject);
      if (held && (isTrusted || held.until > now)) found.set(subject, held.key);
      else missing.add(subject);
    }
    return missing.size === 0 ? found : this.loaded(found, [...missing], lookUp);
  }

  private async loaded(
    found: ReadonlyMap<string, Buffer | null>,
    missing: readonly string[],
    lookUp: SharedLookUp,
  ): Promise<Keys> {
    // Counted from before the look-up: what was shredded during it is not held longer for that.
    const until = this.now() + this.lastMs;
    const loaded = await lookUp.ask(missing);
    const all = new Map(found);
    for (const subject of missing) {
      const key = loaded.get(subject);
      if (key === undefined) continue;
      this.hold(subject, { key, until });
      all.set(subject, key);
    }
    return all;
  }

  private hold(subject: string, held: Held): void {
    this.held.delete(subject);
    this.held.set(subject, held);
    const [oldest] = this.held.size > this.most ? this.held.keys() : [];
    if (oldest !== undefined) this.held.delete(oldest);
  }
}
