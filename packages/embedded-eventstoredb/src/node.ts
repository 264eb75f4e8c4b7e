import { serve } from './grpc/server';
import { openEnvironment, openInMemory } from './storage/environment';

/** How a node is started; see {@link startEventStoreDB}. */
export interface NodeOptions {
  port?: number;
  host?: string;
  data?: string;
}

export interface Node {
  port: number;
  close(): Promise<void>;
}

const DEFAULT_PORT = 2113;
export const DEFAULT_HOST = '127.0.0.1';

/** Opens the log and serves it in this thread. */
export async function startNode({
  port = DEFAULT_PORT,
  host = DEFAULT_HOST,
  data,
}: NodeOptions): Promise<Node> {
  const environment = data === undefined ? openInMemory() : await openEnvironment(data);
  try {
    const server = await serve(environment, host, port);
    return {
      port: server.port,
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
