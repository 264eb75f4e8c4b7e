import { Injectable } from '@nestjs/common';
import type { Known } from './known-stream';

const MOST_STREAMS = 10_000;
/** A longer stream is read each time: what is remembered of it would grow without bound. */
const MOST_COMMANDS = 500;

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
}

/**
 * The streams that this process has seen last, as it has left them. Others may have appended since. States hold what is
 * personal in the clear: they go when the person is erased, anywhere, and none is remembered of who was.
 */
@Injectable()
export class RememberedStreams {
  private readonly streams = new Map<string, Remembered>();

  /** @param most streams; 0 remembers none, so that each command reads its own */
  constructor(
    private readonly most: number = MOST_STREAMS,
    private readonly erased: ErasedPersons = nobody,
  ) {
    erased.onErased((subject) => this.forget(subject));
  }

  recall<State>(stream: string): Known<State> | undefined {
    if (!this.erased.isCurrent) this.streams.clear();
    return this.streams.get(stream)?.known as Known<State> | undefined;
  }

  /** @param subjects whom its state, and what led to it, is about */
  keep(stream: string, known: Known<unknown>, subjects: readonly string[]): void {
    this.streams.delete(stream);
    if (known.commands.size > MOST_COMMANDS) return;
    // What was just decided is in this state as it was said; the log has dropped it, and so will who reads it there.
    if (subjects.some((subject) => this.erased.isErased(subject))) return;
    this.streams.set(stream, { known, subjects });
    const [oldest] = this.streams.size > this.most ? this.streams.keys() : [];
    if (oldest !== undefined) this.streams.delete(oldest);
  }

  private forget(subject?: string): void {
    if (subject === undefined) this.streams.clear();
    for (const [stream, { subjects }] of this.streams) {
      if (subject && subjects.includes(subject)) this.streams.delete(stream);
    }
  }
}
