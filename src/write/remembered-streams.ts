import { Injectable } from '@nestjs/common';
import type { Known } from './known-stream';

const MOST_STREAMS = 10_000;
/** A longer stream is read each time: what is remembered of it would grow without bound. */
const MOST_COMMANDS = 500;

/** The streams that this process has seen last, as it has left them. Others may have appended since. */
@Injectable()
export class RememberedStreams {
  private readonly streams = new Map<string, Known<unknown>>();

  /** @param most streams; 0 remembers none, so that each command reads its own */
  constructor(private readonly most: number = MOST_STREAMS) {}

  recall<State>(stream: string): Known<State> | undefined {
    return this.streams.get(stream) as Known<State> | undefined;
  }

  keep(stream: string, known: Known<unknown>): void {
    this.streams.delete(stream);
    if (known.commands.size > MOST_COMMANDS) return;
    this.streams.set(stream, known);
    const [oldest] = this.streams.size > this.most ? this.streams.keys() : [];
    if (oldest !== undefined) this.streams.delete(oldest);
  }
}
