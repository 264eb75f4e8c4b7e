import type { EngineEvent } from '../../shared/events/process.events';
import type { EngineLog, Note } from './engine-log';

const MOST_AT_ONCE = 256;

interface Waiting {
  readonly note: Note;
  readonly done: (revision: bigint) => void;
  readonly failed: (error: unknown) => void;
}

/** Appends to streams of the engine, one at a time to each: whatever comes meanwhile goes along with the next. */
export class JointAppends {
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(private readonly log: EngineLog) {}

  /** Resolves with its revision once it is there for good. */
  add(stream: string, cause: string, event: EngineEvent): Promise<bigint> {
    return new Promise((done, failed) => {
      const note = { note: { cause, event }, done, failed };
      const others = this.waiting.get(stream);
      if (others) others.push(note);
      else {
        this.waiting.set(stream, [note]);
        void this.appendAll(stream);
      }
    });
  }

  private async appendAll(stream: string): Promise<void> {
    for (;;) {
      const next = this.waiting.get(stream)?.splice(0, MOST_AT_ONCE) ?? [];
      if (next.length === 0) break;
      await this.append(stream, next);
    }
    this.waiting.delete(stream);
  }

  private async append(stream: string, notes: readonly Waiting[]): Promise<void> {
    try {
      const { revision } = await this.log.noteAll(
        stream,
        notes.map(({ note }) => note),
      );
      const first = revision - BigInt(notes.length - 1);
      for (const [index, { done }] of notes.entries()) done(first + BigInt(index));
    } catch (error) {
      for (const { failed } of notes) failed(error);
    }
  }
}
