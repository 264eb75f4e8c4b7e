import { serve } from './grpc/server';
import { openEnvironment, openInMemory } from './storage/environment';

/** How a node is started; see {@link startEventStoreDB}. */
export interface NodeOptions {
  port?: number;
  host?: string;
  data?: string;
  systemLinks?: boolean;
  maxAppendSize?: number;
}

export interface Node {
  port: number;
  backup(to: string): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_PORT = 2113;
export const DEFAULT_HOST = '127.0.0.1';
/** Bytes that one append may carry: the server's default. */
const DEFAULT_APPEND_SIZE = 1024 * 1024;

/** Opens the log and serves it in this thread. */
export async function startNode({
  port = DEFAULT_PORT,
  host = DEFAULT_HOST,
  data,
  systemLinks = false,
  maxAppendSize = DEFAULT_APPEND_SIZE,
}: NodeOptions): Promise<Node> {
  const environment = data === undefined ? openInMemory() : await openEnvironment(data);
  try {
    const server = await serve(environment, { host, port, systemLinks, maxAppendSize });
    return {
      port: server.port,
      backup: (to) => environment.backup(to),
      close: async () => {
        await server.close();
        await environment.close();
      },
    };
  } catch (error) {
    await environment.close();
    throw error;
  }
}
