import type { Known } from './known-stream';

const MOST_STREAMS = 10_000;
/** A longer stream is read each time: what is remembered of it would grow without bound. */
const MOST_COMMANDS = 500;

/** The streams that this process has seen last, as it has left them. Others may have appended since. */
export class RememberedStreams {
  private readonly streams = new Map<string, Known<unknown>>();

  recall<State>(stream: string): Known<State> | undefined {
    return this.streams.get(stream) as Known<State> | undefined;
  }

  keep(stream: string, known: Known<unknown>): void {
    this.streams.delete(stream);
    if (known.commandIds.size > MOST_COMMANDS) return;
    this.streams.set(stream, known);
    const [oldest] = this.streams.size > MOST_STREAMS ? this.streams.keys() : [];
    if (oldest !== undefined) this.streams.delete(oldest);
  }
}
