import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Node, NodeOptions } from './node';
import { BackupRefused, DataDirectoryRefused } from './storage/errors';
import type { FromWorker, ToWorker } from './worker-messages';

function portOf(message: FromWorker): number {
  switch (message.kind) {
    case 'started':
      return message.port;
    case 'refused':
      throw new DataDirectoryRefused(message.reason, message.directory, message.message);
    case 'failed':
      throw new Error(message.message);
    case 'backed-up':
      throw new Error('the worker answered before it started');
  }
}

/** Asks the worker for backups; it may make several at once. */
class Backups {
  private asked = 0;

  constructor(private readonly worker: Worker) {}

  make(to: string): Promise<void> {
    const request = ++this.asked;
    const { worker } = this;
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        worker.off('message', listen).off('exit', gone);
        end();
      };
      const listen = (message: FromWorker) => {
        if (message.kind !== 'backed-up' || message.request !== request) return;
        const { refusal } = message;
        if (refusal === undefined) settle(resolve);
        else settle(() => reject(new BackupRefused(to, refusal)));
      };
      const gone = () => settle(() => reject(new BackupRefused(to, 'the node is closed')));
      worker.on('message', listen).on('exit', gone);
      worker.postMessage({ kind: 'backup', request, to } satisfies ToWorker);
    });
  }
}

/** Runs a node in a thread of its own, from the compiled worker file. */
export async function startWorkerNode(options: NodeOptions): Promise<Node> {
  const worker = new Worker(join(__dirname, 'worker.js'), { workerData: options });
  const exited = once(worker, 'exit');
  const [message] = (await once(worker, 'message')) as [FromWorker];
  const port = portOf(message);
  const backups = new Backups(worker);
  return {
    port,
    backup: (to) => backups.make(to),
    close: async () => {
      worker.postMessage({ kind: 'close' } satisfies ToWorker);
      await exited;
    },
  };
}
