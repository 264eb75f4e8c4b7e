import { DEFAULT_HOST, startNode, type NodeOptions } from './node';
import { startWorkerNode } from './worker-node';

export { BackupRefused, DataDirectoryRefused } from './storage/errors';
export { verify, type Verification } from './storage/verify';

export interface EventStoreDBOptions extends NodeOptions {
  /** The TCP port to listen on; 0 takes any free one. 2113 when absent. */
  port?: number;
  /** The address to listen on; 127.0.0.1 when absent. */
  host?: string;
  /** The directory that keeps the log; in memory when absent. */
  data?: string;
  /** Keeps `$streams`, `$ce-<category>` and `$et-<type>` in step with the log; false when absent. */
  systemLinks?: boolean;
  /** Bytes that one append may carry; 1 MiB when absent. */
  maxAppendSize?: number;
  /** Runs the node in a worker thread, so that it does not share the caller's event loop. */
  worker?: boolean;
}

export interface EventStoreDB {
  /** For `EventStoreDBClient.connectionString`, like `esdb://127.0.0.1:2113?tls=false`. */
  connectionString: string;
  port: number;
  /**
   * Copies the log as it is now into a new directory, while the node runs.
   * @throws BackupRefused when the directory is not empty or cannot be written
   */
  backup(to: string): Promise<void>;
  /** Ends all calls, lets running writes reach the disk, and closes the log. */
  close(): Promise<void>;
}

/**
 * Starts a single-node server of the EventStoreDB gRPC protocol.
 * @throws DataDirectoryRefused when the directory is in use, damaged or of another format
 */
export async function startEventStoreDB(options: EventStoreDBOptions = {}): Promise<EventStoreDB> {
  const { worker = false, ...nodeOptions } = options;
  const node = await (worker ? startWorkerNode(nodeOptions) : startNode(nodeOptions));
  const host = options.host ?? DEFAULT_HOST;
  return {
    connectionString: `esdb://${host}:${node.port}?tls=false`,
    port: node.port,
    backup: (to) => node.backup(to),
    close: () => node.close(),
  };
}
