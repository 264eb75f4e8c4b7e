import { Injectable } from '@nestjs/common';
import type { Known } from './known-stream';

const MOST_STREAMS = 10_000;
/** Of all that is remembered: some 30 bytes for each, and one stream of a driver may have ten thousand. */
const MOST_COMMANDS = 1_000_000;

/** Who of the persons that states tell about was erased, as far as this process has heard. */
export interface ErasedPersons {
  /** Whether it would have heard of anybody: else nothing that is remembered may be used. */
  readonly isCurrent: boolean;
  isErased(subject: string): boolean;
  /** @param forget a person; everybody without a name */
  onErased(forget: (subject?: string) => void): void;
}

const nobody: ErasedPersons = {
  isCurrent: true,
  isErased: () => false,
  onErased: () => undefined,
};

interface Remembered {
  readonly known: Known<unknown>;
  readonly subjects: readonly string[];
  /** As many as it counts for; there may be more since. */
  readonly commands: number;
}

/**
 * The streams that this process has seen last, as it has left them. Others may have appended since. States hold what is
 * personal in the clear: they go when the person is erased, anywhere, and none is remembered of who was.
 */
@Injectable()
export class RememberedStreams {
  private readonly streams = new Map<string, Remembered>();
  private commands = 0;

  /**
   * @param most streams; 0 remembers none, so that each command reads its own
   * @param mostCommands of all of them together
   */
  constructor(
    private readonly most: number = MOST_STREAMS,
    private readonly erased: ErasedPersons = nobody,
    private readonly mostCommands = MOST_COMMANDS,
  ) {
    erased.onErased((subject) => this.forget(subject));
  }

  recall<State>(stream: string): Known<State> | undefined {
    if (!this.erased.isCurrent) this.forget();
    return this.streams.get(stream)?.known as Known<State> | undefined;
  }

  /** @param subjects whom its state, and what led to it, is about */
  keep(stream: string, known: Known<unknown>, subjects: readonly string[]): void {
    this.drop(stream);
    // What was just decided is in this state as it was said; the log has dropped it, and so will who reads it there.
    if (subjects.some((subject) => this.erased.isErased(subject))) return;
    const commands = known.commands.size;
    this.streams.set(stream, { known, subjects, commands });
    this.commands += commands;
    for (const oldest of this.streams.keys()) {
      if (this.streams.size <= this.most && this.commands <= this.mostCommands) return;
      this.drop(oldest);
    }
  }

  private drop(stream: string): void {
    this.commands -= this.streams.get(stream)?.commands ?? 0;
    this.streams.delete(stream);
  }

  private forget(subject?: string): void {
    for (const [stream, { subjects }] of this.streams) {
      if (subject === undefined || subjects.includes(subject)) this.drop(stream);
    }
  }
}
