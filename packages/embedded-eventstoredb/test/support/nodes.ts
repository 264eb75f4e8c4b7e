import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, type ReadStreamOptions } from '@eventstore/db-client';
import { startEventStoreDB, type EventStoreDB } from '../../src/index';

/** A node and a client of it, both closed by `stop`. */
export interface Running {
  node: EventStoreDB;
  client: EventStoreDBClient;
  stop: () => Promise<void>;
}

export async function start(data?: string): Promise<Running> {
  const node = await startEventStoreDB(data === undefined ? { port: 0 } : { port: 0, data });
  const client = connect(node);
  const stop = async () => {
    // Not awaited: the client waits forever for reads that were abandoned half-way.
    void client.dispose();
    await node.close();
  };
  return { node, client, stop };
}

export function connect({ connectionString }: { connectionString: string }): EventStoreDBClient {
  return EventStoreDBClient.connectionString(connectionString);
}

/** A directory that is removed after the spec file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-eventstoredb-spec-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** An id that is the same in every run. */
function idOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function happened(n: number, type = 'Happened') {
  return jsonEvent({ id: idOf(n), type, data: { n } });
}

/** The `n` of every event that a read shows. */
export async function readNumbers(
  client: EventStoreDBClient,
  stream: string,
  options: ReadStreamOptions = {},
): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { event } of client.readStream(stream, options)) {
    numbers.push((event?.data as { n: number }).n);
  }
  return numbers;
}
