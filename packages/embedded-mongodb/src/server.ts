import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { execute } from './commands/registry';
import { DatabaseNode } from './node';
import { Connection } from './wire/connection';

export interface ServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly host: string;
  /** A directory; without it everything is in memory. */
  readonly data?: string | undefined;
  /** How often expired documents are removed; every minute by default, as MongoDB does. */
  readonly tidyEveryMs?: number;
  /** After how long an open transaction is ended; a minute by default, as MongoDB does. */
  readonly transactionLifetimeMs?: number;
}

const MOST_CONNECTIONS = 10_000;
/** How long a client may take to read its last answer. */
const PATIENCE_MS = 2_000;

/** The database behind a TCP port. */
export class MongoServer {
  private readonly connections = new Map<Connection, Promise<void>>();
  private readonly listener: Server;

  private constructor(private readonly node: DatabaseNode) {
    this.listener = createServer((socket) => this.accept(socket));
    this.listener.maxConnections = MOST_CONNECTIONS;
  }

  /** Opens the data, then listens. Throws DataDirectoryError, or what listening throws. */
  static async start(options: ServerOptions): Promise<MongoServer> {
    const { port, host, data, tidyEveryMs, transactionLifetimeMs } = options;
    const server = new MongoServer(new DatabaseNode(data, tidyEveryMs, transactionLifetimeMs));
    try {
      await server.listen(port, host);
    } catch (error) {
      await server.node.close();
      throw error;
    }
    return server;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  private listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.listener.once('error', reject);
      this.listener.listen(port, host, () => {
        this.node.address = `${host}:${this.port}`;
        resolve();
      });
    });
  }

  private accept(socket: Socket): void {
    const connection = new Connection(socket, (command) => execute(command, this.node));
    const served = connection.serve().finally(() => {
      this.connections.delete(connection);
      this.node.connections = this.connections.size;
    });
    this.connections.set(connection, served);
    this.node.connections = this.connections.size;
  }

  /** Takes no new connection, ends the others once they are answered, and closes the data. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.listener.close(resolve));
    for (const connection of this.connections.keys()) connection.close();
    const lastResort = setTimeout(() => {
      for (const connection of this.connections.keys()) connection.destroy();
    }, PATIENCE_MS);
    await Promise.all(this.connections.values());
    clearTimeout(lastResort);
    await closed;
    await this.node.close();
  }
}
