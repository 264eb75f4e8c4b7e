import { parentPort, workerData } from 'node:worker_threads';
import { MongoServer, type ServerOptions } from './server';

/** What the worker tells the thread that started it. */
export type FromWorker =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'failed'; readonly code: string | undefined; readonly message: string };

async function run(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('This file runs as a worker thread');
  try {
    const server = await MongoServer.start(workerData as ServerOptions);
    port.once('message', () => void server.close().then(() => port.close()));
    port.postMessage({ type: 'listening', port: server.port } satisfies FromWorker);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { code } = error as { code?: string };
    port.postMessage({ type: 'failed', code, message } satisfies FromWorker);
    port.close();
  }
}

void run();
