import { parentPort, workerData } from 'node:worker_threads';
import { startNode, type Node, type NodeOptions } from './node';
import { DataDirectoryRefused } from './storage/errors';
import type { FromWorker } from './worker-messages';

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

async function closeWhenTold(node: Node): Promise<void> {
  await new Promise((resolve) => parentPort?.once('message', resolve));
  await node.close();
  parentPort?.close();
}

async function run(): Promise<void> {
  try {
    const node = await startNode(workerData as NodeOptions);
    tell({ kind: 'started', port: node.port });
    await closeWhenTold(node);
  } catch (error) {
    tell(explain(error));
    parentPort?.close();
  }
}

void run();
