import { PlatformClient } from './platform-client';
import type { Step } from './script';

/** Mints or remembers the token of the system role; asked before every command, so that a long replay may renew it. */
export type TokenSource = () => Promise<string>;

export interface Answered {
  readonly events: number;
  /** Of the request that succeeded, in microseconds. */
  readonly latencyUs: number;
}

/** Sends commands about trips for riders and drivers, in the system's name. */
export class RiderClient {
  private readonly platform: PlatformClient;

  /** @param pause waits for so many milliseconds; rejects when the replay is to end */
  constructor(
    url: string,
    connections: number,
    private readonly token: TokenSource,
    pause: (ms: number) => Promise<void>,
  ) {
    this.platform = new PlatformClient(url, connections, pause);
  }

  /** @throws CommandRefused; PlatformAway after some 40 seconds without an answer */
  async send(tripId: string, step: Step): Promise<Answered> {
    const trip = `/v1/trips/${tripId}`;
    const creates = step.command === 'request';
    const { body, latencyUs } = await this.platform.send({
      name: step.name,
      method: creates ? 'PUT' : 'POST',
      path: creates ? trip : `${trip}/${step.command}`,
      headers: await this.headersOf(step),
      body: step.body,
    });
    return { events: body.events?.length ?? 0, latencyUs };
  }

  async close(): Promise<void> {
    await this.platform.close();
  }

  private async headersOf({ actor, at, idempotencyKey }: Step) {
    return {
      'content-type': 'application/json',
      authorization: `Bearer ${await this.token()}`,
      'idempotency-key': idempotencyKey,
      'x-occurred-at': at,
      ...(actor ? { 'x-act-as': `${actor.type}:${actor.id}` } : {}),
    };
  }
}
