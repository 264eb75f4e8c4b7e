import { randomUUID } from 'node:crypto';
import {
  EventStoreDBClient,
  NO_STREAM,
  type AppendExpectedRevision,
  type EventData,
} from '@eventstore/db-client';
import fastify from 'fastify';
import type { AppendLoad } from './load';
import { recorded } from './load-appends';

interface Asked {
  readonly Params: { readonly tripId: string };
  readonly Headers: { readonly 'idempotency-key': string };
}

/**
 * The least that a durable command over HTTP can be: it parses the request and appends what the same command has once
 * come to, and knows nothing else. No faster way of deciding gets the platform beyond it.
 */
export async function bareServer({
  eventStoreUrl,
  from,
}: Pick<AppendLoad, 'eventStoreUrl' | 'from'>): Promise<{
  readonly url: string;
  close(): Promise<void>;
}> {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const eventsOf = await byCommand(client, from);
  const [usual = []] = eventsOf.values();
  const run = randomUUID().slice(0, 8);
  const revisions = new Map<string, AppendExpectedRevision>();
  const server = fastify();
  const append = async (tripId: string, key: string) => {
    const events = eventsOf.get(key) ?? usual.map((event) => ({ ...event, id: randomUUID() }));
    const appended = await client.appendToStream(`bare_${run}-${tripId}`, [...events], {
      expectedRevision: revisions.get(tripId) ?? NO_STREAM,
    });
    revisions.set(tripId, appended.nextExpectedRevision);
    const done = events.map(({ id, type }) => ({ id, type }));
    return { tripId, revision: String(appended.nextExpectedRevision), events: done };
  };
  for (const url of ['/v1/trips/:tripId', '/v1/trips/:tripId/:command']) {
    server.route<Asked>({
      ...{ method: ['PUT', 'POST'], url },
      handler: ({ params, headers }) => append(params.tripId, headers['idempotency-key']),
    });
  }
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    close: async () => {
      await server.close();
      await client.dispose();
    },
  };
}

async function byCommand(client: EventStoreDBClient, from: AppendLoad['from']) {
  const commands = new Map<string, readonly EventData[]>();
  for (const [, appends] of await recorded(client, from)) {
    for (const [commandId, events] of appends) commands.set(commandId, events);
  }
  return commands;
}
