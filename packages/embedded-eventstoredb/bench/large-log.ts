import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { EventStoreDBClient } from '@eventstore/db-client';
import { openEnvironment } from 'embedded-eventstoredb/dist/storage/environment';
import { Commits } from 'embedded-eventstoredb/dist/streams/commits';
import { Writer } from 'embedded-eventstoredb/dist/streams/writer';
import { startProcess } from './server-process';

const EVENTS = 1_000_000;
const STREAM_LENGTH = 100;
const STREAMS_IN_A_COMMIT = 50;
const REST_EVERY = 1000;
const MEBIBYTE = 1024;

/** What a node with a large log costs; sizes are in MiB, anonymous memory apart from mapped file pages. */
export interface LargeLog {
  events: number;
  startMilliseconds: number;
  idleMebibytes: number;
  slowReadSeconds: number;
  slowReadHighestMebibytes: number;
}

const BODY = {
  type: Buffer.from('Happened'),
  contentType: Buffer.from('application/json'),
  data: Buffer.from(JSON.stringify({ pad: 'x'.repeat(240) })),
  metadata: Buffer.alloc(0),
};

async function fill(directory: string): Promise<void> {
  const environment = await openEnvironment(directory);
  const writer = new Writer(environment, new Commits());
  for (let stream = 0; stream < EVENTS / STREAM_LENGTH; stream++) {
    const events = Array.from({ length: STREAM_LENGTH }, () => ({ ...BODY, id: randomUUID() }));
    writer.add(writer.heads.get(`stream-${stream}`), events);
    if (stream % STREAMS_IN_A_COMMIT === 0) await writer.durable();
  }
  await writer.durable();
  await environment.close();
}

function anonymousMebibytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
  return Math.round(Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / MEBIBYTE);
}

async function readSlowly(connectionString: string, look: () => void): Promise<void> {
  const client = EventStoreDBClient.connectionString(connectionString);
  let count = 0;
  for await (const { event } of client.readAll()) {
    if (event === undefined || ++count % REST_EVERY !== 0) continue;
    look();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (count !== EVENTS) throw new Error(`read ${count} events of ${EVENTS}`);
  await client.dispose();
}

/** Starts on a million events, and has them read by a client that rests after every thousand. */
export async function measureLargeLog(directory: string): Promise<LargeLog> {
  await fill(directory);
  const before = performance.now();
  const [child, connectionString] = await startProcess(directory);
  const startMilliseconds = Math.round(performance.now() - before);
  const idleMebibytes = anonymousMebibytes(child);
  let highest = idleMebibytes;
  const reading = performance.now();
  await readSlowly(connectionString, () => {
    highest = Math.max(highest, anonymousMebibytes(child));
  });
  const slowReadSeconds = Math.round((performance.now() - reading) / 1000);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return {
    events: EVENTS,
    startMilliseconds,
    idleMebibytes,
    slowReadSeconds,
    slowReadHighestMebibytes: highest,
  };
}
