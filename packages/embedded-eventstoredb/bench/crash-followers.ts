import {
  EventStoreDBClient,
  eventTypeFilter,
  START,
  type Position,
  type ResolvedEvent,
} from '@eventstore/db-client';

type Subscription = ReturnType<EventStoreDBClient['subscribeToAll']>;

function keyOf({ event }: ResolvedEvent): string {
  return `${event?.streamId ?? ''}@${event?.revision.toString() ?? ''}`;
}

/** A subscriber that goes on, after each crash, behind the last event it saw. */
export class Follower {
  readonly seen: string[] = [];
  private readonly once = new Set<string>();
  private last: ResolvedEvent['event'];

  constructor(
    readonly name: string,
    readonly wants: (stream: string, type: string) => boolean,
    private readonly subscribe: (
      client: EventStoreDBClient,
      position: Position | typeof START,
      revision: bigint | typeof START,
    ) => unknown,
  ) {}

  follow(client: EventStoreDBClient): void {
    const { last } = this;
    const subscription = this.subscribe(
      client,
      last?.position ?? START,
      last?.revision ?? START,
    ) as Subscription;
    subscription.on('error', () => undefined);
    subscription.on('data', (resolved: ResolvedEvent) => {
      const key = keyOf(resolved);
      if (this.once.has(key)) throw new Error(`${this.name} saw ${key} twice`);
      this.once.add(key);
      this.seen.push(key);
      this.last = resolved.event;
    });
  }
}

/** One subscriber of each kind: `$all`, `$all` filtered, and a stream. */
export function followers(): Follower[] {
  return [
    new Follower(
      '$all',
      () => true,
      (client, fromPosition) => client.subscribeToAll({ fromPosition }),
    ),
    new Follower(
      'filtered $all',
      (_stream, type) => type === 'Odd',
      (client, fromPosition) =>
        client.subscribeToAll({ fromPosition, filter: eventTypeFilter({ prefixes: ['Odd'] }) }),
    ),
    new Follower(
      'stream',
      (stream) => stream === 's-3',
      (client, _position, fromRevision) => client.subscribeToStream('s-3', { fromRevision }),
    ),
  ];
}
