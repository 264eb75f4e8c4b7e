import { EventStoreDBClient } from '@eventstore/db-client';

/** Reads the whole log and does nothing with it. Answers with how many events it holds, the server's own aside. */
export async function bareReadAll(eventStoreUrl: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  let events = 0;
  for await (const { event } of client.readAll()) {
    if (event && !event.type.startsWith('$')) events += 1;
  }
  await client.dispose();
  return events;
}
