import { WrongMasterKey } from './kms';

/** Keys at hand, by person; null for the erased. */
export type Keys = ReadonlyMap<string, Buffer | null>;

type LookUp = (subjects: readonly string[]) => Promise<Keys>;

/** One look-up for all who asked until it began. */
interface Round {
  readonly subjects: Set<string>;
  readonly found: Promise<Keys>;
  askers: number;
}

/**
 * Whoever asks while a look-up is on its way shares the next one with all others who do: a store answers for sixty
 * persons nearly as soon as for one. Nobody waits while none is on its way.
 */
export class SharedLookUp {
  private running: Promise<unknown> | undefined;
  private next: Round | undefined;

  constructor(private readonly lookUp: LookUp) {}

  /** At least the keys that were asked for. @throws what the look-up does */
  async ask(subjects: readonly string[]): Promise<Keys> {
    const round = this.next ?? this.begun();
    round.askers += 1;
    for (const subject of subjects) round.subjects.add(subject);
    try {
      return await round.found;
    } catch (error) {
      // A key that was damaged is its own person's misfortune, and not that of all who asked with them.
      if (round.askers === 1 || !(error instanceof WrongMasterKey)) throw error;
      return this.lookUp(subjects);
    }
  }

  private begun(): Round {
    const subjects = new Set<string>();
    const before = this.running ?? Promise.resolve();
    const found = before.then(() => {
      this.next = undefined;
      return this.lookUp([...subjects]);
    });
    const end = found.then(ignore, ignore);
    this.running = end;
    void end.then(() => {
      if (this.running === end) this.running = undefined;
    });
    this.next = { subjects, found, askers: 0 };
    return this.next;
  }
}

const ignore = () => undefined;
