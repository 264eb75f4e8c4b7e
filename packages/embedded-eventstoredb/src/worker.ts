import { parentPort, workerData } from 'node:worker_threads';
import { startNode, type Node, type NodeOptions } from './node';
import { BackupRefused, DataDirectoryRefused } from './storage/errors';
import type { FromWorker, ToWorker } from './worker-messages';

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function explain(error: unknown): FromWorker {
  if (error instanceof DataDirectoryRefused) {
    const { reason, directory, explanation } = error;
    return { kind: 'refused', reason, directory, message: explanation };
  }
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}

async function backup(node: Node, request: number, to: string): Promise<void> {
  const refusal = await node.backup(to).then(
    () => undefined,
    (error: unknown) =>
      error instanceof BackupRefused ? error.explanation : (error as Error).message,
  );
  tell({ kind: 'backed-up', request, refusal });
}

async function obeyUntilClosed(node: Node): Promise<void> {
  await new Promise<void>((resolve) => {
    parentPort?.on('message', (message: ToWorker) => {
      if (message.kind === 'close') resolve();
      else void backup(node, message.request, message.to);
    });
  });
  await node.close();
  parentPort?.close();
}

async function run(): Promise<void> {
  try {
    const node = await startNode(workerData as NodeOptions);
    tell({ kind: 'started', port: node.port });
    await obeyUntilClosed(node);
  } catch (error) {
    tell(explain(error));
    parentPort?.close();
  }
}

void run();
