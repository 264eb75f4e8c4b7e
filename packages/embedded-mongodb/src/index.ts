import { MongoServer, type ServerOptions } from './server';
import { startWorker, type Running } from './start-worker';

export { DataDirectoryError } from './errors';
export { compact, type Compaction } from './storage/compact';

export interface StartOptions {
  /** 0 takes any free port; 27017 by default. */
  readonly port?: number;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** Where the data is kept; without it, in memory until close(). */
  readonly data?: string;
  /** Run in a worker thread, so that the caller's own work and the server's do not wait for each other. */
  readonly worker?: boolean;
}

export interface MongoDB {
  /** The connection string for the driver. */
  readonly url: string;
  readonly port: number;
  /** Finishes what is being written and lets go of the data directory. */
  close(): Promise<void>;
}

async function startHere(options: ServerOptions): Promise<Running> {
  const server = await MongoServer.start(options);
  return { port: server.port, close: () => server.close() };
}

/**
 * Starts a single MongoDB-compatible node.
 * Throws DataDirectoryError for a directory that is in use, damaged or of a newer format, and EADDRINUSE for a port.
 */
export async function startMongoDB(options: StartOptions = {}): Promise<MongoDB> {
  const { port = 27017, host = '127.0.0.1', data, worker = false } = options;
  const server: ServerOptions = { port, host, data };
  const running = await (worker ? startWorker(server) : startHere(server));
  const url = `mongodb://${host}:${running.port}/?directConnection=true`;
  let closed: Promise<void> | undefined;
  return { url, port: running.port, close: () => (closed ??= running.close()) };
}
