import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { PlatformPool } from '../replay/platform-pool';
import {
  away,
  mayPass,
  pauseBefore,
  refusal,
  replyOf,
  TRIES,
  unlessConnectionFailed,
  type Reply,
} from '../replay/replies';

type Headers = Readonly<Record<string, string>>;

/** Longer than the platform is ever silent. */
const QUIET_MS = 45_000;

/** Screens that the platform keeps up to date: server-sent events, each over a connection of its own. */
export class Lines {
  private readonly pool: PlatformPool;

  /** @param pause waits for so many milliseconds; rejects when nothing is to be tried again */
  constructor(
    url: string,
    private readonly pause: (ms: number) => Promise<void>,
  ) {
    this.pool = new PlatformPool(url, { headersTimeout: QUIET_MS, bodyTimeout: QUIET_MS });
  }

  /**
   * Hears every message until `signal` aborts; a line that broke goes on where it was.
   * @throws CommandRefused; PlatformAway when it cannot be opened for some 40 seconds
   */
  async follow(
    path: string,
    headers: Headers,
    hear: (message: EventSourceMessage) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let seen: Headers = {};
    let failures = 0;
    const listen = (message: EventSourceMessage) => {
      failures = 0;
      if (message.id !== undefined) seen = { 'last-event-id': message.id };
      hear(message);
    };
    const isOver = () => signal.aborted;
    while (!isOver()) {
      const reply = await this.once(path, { ...headers, ...seen }, listen, signal);
      if (isOver()) return;
      if (reply && !mayPass(reply)) throw refusal(path, reply, 0);
      failures += 1;
      if (failures === TRIES) throw away(path, reply ?? new Error('it ends at once'));
      await this.pause(pauseBefore(failures, reply ?? new Error('it has ended')));
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  /** @returns why it could not be opened, or broke; undefined when it ended as lines end */
  private async once(
    path: string,
    headers: Headers,
    listen: (message: EventSourceMessage) => void,
    signal: AbortSignal,
  ): Promise<Reply | Error | undefined> {
    try {
      const request = { method: 'GET', path, headers, signal } as const;
      const { statusCode, headers: got, body } = await this.pool.request(request);
      if (statusCode !== 200) return replyOf(statusCode, got, await body.text());
      const parser = createParser({ onEvent: listen });
      const decoder = new TextDecoder();
      for await (const chunk of body) {
        parser.feed(decoder.decode(chunk as Buffer, { stream: true }));
      }
      return undefined;
    } catch (error) {
      return signal.aborted ? undefined : unlessConnectionFailed(error);
    }
  }
}
