import {
  eventTypeFilter,
  START,
  StreamDeletedError,
  streamNameFilter,
  type EventStoreDBClient,
  type ResolvedEvent,
} from '@eventstore/db-client';

/** What a subscriber listens to, and which events of the log that is. */
export interface Interest {
  of: 'all' | 'odd' | 'some streams' | 'stream';
  stream: string;
}

type Heard = NonNullable<ResolvedEvent['event']>;

export function identity({ streamId, revision }: Heard): string {
  return `${streamId}@${revision}`;
}

export const MARK = 'Mark';
const SOME_STREAMS = /^(s-[02]|end)$/;

export function wants({ of, stream }: Interest, { streamId, type }: Heard): boolean {
  switch (of) {
    case 'all':
      return true;
    case 'odd':
      return type === 'Odd' || type === MARK;
    case 'some streams':
      return SOME_STREAMS.test(streamId);
    case 'stream':
      return streamId === stream;
  }
}

function subscribe(client: EventStoreDBClient, interest: Interest, last: Heard | undefined) {
  const fromPosition = last?.position ?? START;
  switch (interest.of) {
    case 'all':
      return client.subscribeToAll({ fromPosition });
    case 'odd':
      return client.subscribeToAll({
        fromPosition,
        filter: eventTypeFilter({ prefixes: ['Odd', MARK], checkpointInterval: 1 }),
      });
    case 'some streams':
      return client.subscribeToAll({
        fromPosition,
        filter: streamNameFilter({ regex: SOME_STREAMS.source }),
      });
    case 'stream':
      return client.subscribeToStream(interest.stream, { fromRevision: last?.revision ?? START });
  }
}

/** A subscriber that goes on behind the last event it heard whenever the node was restarted. */
export class Follower {
  readonly heard: string[] = [];
  private last: Heard | undefined;
  private readonly finished: Promise<void>;
  private finish!: () => void;

  /** @param ends tells the last event that there is to hear */
  constructor(
    readonly interest: Interest,
    private readonly ends: (event: Heard) => boolean,
  ) {
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  follow(client: EventStoreDBClient): void {
    const subscription = subscribe(client, this.interest, this.last);
    // A restart ends it too; only a stream that was ended for good leaves nothing more to hear.
    subscription.on('error', (error) => {
      if (error instanceof StreamDeletedError) this.finish();
    });
    subscription.on('data', ({ event }: ResolvedEvent) => {
      if (event === undefined) return;
      this.heard.push(identity(event));
      this.last = event;
      if (this.ends(event)) this.finish();
    });
  }

  /** Everything it heard, once there is no more. */
  async all(): Promise<string[]> {
    await this.finished;
    return this.heard;
  }
}
