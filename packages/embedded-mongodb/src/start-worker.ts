import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DataDirectoryError } from './errors';
import type { ServerOptions } from './server';
import type { FromWorker } from './worker';

export interface Running {
  readonly port: number;
  close(): Promise<void>;
}

function failure(message: Extract<FromWorker, { type: 'failed' }>): Error {
  const refusals = ['in-use', 'newer-format', 'damaged', 'unusable'] as const;
  const code = refusals.find((one) => one === message.code);
  if (code) return new DataDirectoryError(code, message.message);
  return Object.assign(new Error(message.message), { code: message.code });
}

/** Starts the compiled server in a thread of its own. Throws what starting it here would throw. */
export async function startWorker(options: ServerOptions): Promise<Running> {
  const worker = new Worker(join(__dirname, 'worker.js'), { workerData: options });
  const [message] = (await once(worker, 'message')) as [FromWorker];
  if (message.type === 'failed') throw failure(message);
  return {
    port: message.port,
    close: async () => {
      const exited = once(worker, 'exit');
      worker.postMessage('close');
      await exited;
    },
  };
}
