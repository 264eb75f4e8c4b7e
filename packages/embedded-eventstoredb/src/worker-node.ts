import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Node, NodeOptions } from './node';
import { DataDirectoryRefused } from './storage/errors';
import { CLOSE, type FromWorker } from './worker-messages';

function portOf(message: FromWorker): number {
  switch (message.kind) {
    case 'started':
      return message.port;
    case 'refused':
      throw new DataDirectoryRefused(message.reason, message.directory, message.message);
    case 'failed':
      throw new Error(message.message);
  }
}

/** Runs a node in a thread of its own, from the compiled worker file. */
export async function startWorkerNode(options: NodeOptions): Promise<Node> {
  const worker = new Worker(join(__dirname, 'worker.js'), { workerData: options });
  const exited = once(worker, 'exit');
  const [message] = (await once(worker, 'message')) as [FromWorker];
  const port = portOf(message);
  return {
    port,
    close: async () => {
      worker.postMessage(CLOSE);
      await exited;
    },
  };
}
