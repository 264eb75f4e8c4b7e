import type { EventSourceMessage } from 'eventsource-parser';
import { v5 as uuid } from 'uuid';
import type { Tokens } from '../replay/local-tokens';
import type { Call, PlatformClient } from '../replay/platform-client';
import { CommandRefused } from '../replay/replies';
import type { Actor } from '../shared/kernel/actor';
import type { Lines } from './lines';
import type { Tally } from './tally';

/** Names a live city's keys apart from everybody else's UUIDv5s. */
const KEYS = '0e6a6f0c-6f0e-5a8b-9d0c-3b7f3a4f2d11';

export interface Done {
  readonly status?: string;
  /** Of the log. */
  readonly position?: string;
  readonly events?: readonly { readonly type?: string }[];
}

/** What somebody says to the platform. */
export interface Wish {
  readonly method?: 'PUT' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** Unique to this wish: sent again under it, nothing happens twice. */
  readonly key: string;
  /** Refusals that a race explains: any other ends the run. */
  readonly mayMeet?: readonly string[];
}

/** The apps that riders and drivers, the payment side and the office have: what they send, and what they show. */
export class Apps {
  constructor(
    private readonly platform: PlatformClient,
    private readonly lines: Lines,
    private readonly tokens: Tokens,
    private readonly tally: Tally,
  ) {}

  /**
   * @returns undefined when it was refused as it may be
   * @throws CommandRefused naming any other code; PlatformAway
   */
  async tell(as: Actor, wish: Wish): Promise<Done | undefined> {
    const { method = 'POST', path, body = {}, key, mayMeet = [] } = wish;
    const headers = { ...(await this.headersOf(as)), 'idempotency-key': uuid(key, KEYS) };
    const call = { name: `${as.id}: ${path}`, method, path, headers, body };
    return this.counted(call, mayMeet);
  }

  /** Where a driver is. Lost pings are lost: the next one is on its way. */
  async ping(as: Actor, points: readonly object[]): Promise<void> {
    const path = `/v1/drivers/${as.id}/pings`;
    const headers = await this.headersOf(as);
    await this.platform.send({ name: path, method: 'POST', path, headers, body: { points } });
    this.tally.pings += 1;
  }

  /** @returns undefined when there is nothing to see, for those codes */
  async look<View>(
    as: Actor,
    path: string,
    { since, mayMeet = [] }: { since?: string | undefined; mayMeet?: readonly string[] } = {},
  ): Promise<View | undefined> {
    const headers = {
      ...(await this.headersOf(as)),
      ...(since === undefined ? {} : { 'x-min-position': since }),
    };
    try {
      const { body } = await this.platform.send({ name: path, method: 'GET', path, headers });
      return body as View;
    } catch (error) {
      this.forgive(error, mayMeet);
      return undefined;
    }
  }

  /** Shows every message of a screen until `signal` aborts. @throws CommandRefused; PlatformAway */
  async watch(
    as: Actor,
    path: string,
    show: (message: EventSourceMessage) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await this.lines.follow(path, await this.headersOf(as), show, signal);
  }

  private async counted(call: Call, mayMeet: readonly string[]): Promise<Done | undefined> {
    try {
      const { body, latencyUs } = await this.platform.send(call);
      this.tally.answered(latencyUs);
      return body;
    } catch (error) {
      if (error instanceof CommandRefused) this.tally.answered(error.latencyUs);
      this.forgive(error, mayMeet);
      return undefined;
    }
  }

  private forgive(error: unknown, mayMeet: readonly string[]): void {
    if (!(error instanceof CommandRefused) || !mayMeet.includes(error.code)) throw error;
    this.tally.refused(error.code);
  }

  private async headersOf(as: Actor) {
    return {
      'content-type': 'application/json',
      authorization: `Bearer ${await this.tokens(as)}`,
    };
  }
}
