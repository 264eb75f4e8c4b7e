import type { Environment } from '../storage/environment';
import { Appends } from '../streams/append';
import { Commits } from '../streams/commits';
import { SystemLinks } from '../streams/system-links';
import { Writer } from '../streams/writer';
import { appendCall } from './append-call';
import { batchAppendCall } from './batch-append-call';
import { deleteCall } from './delete-call';
import { clusterInfo, supportedMethods } from './node-info';
import { ReadCalls } from './read-call';
import { Transport, type Handler, type Listening } from './transport';

const PACKAGE = '/event_store.client.';

function unary(serve: (request: Buffer) => Promise<Buffer> | Buffer): Handler {
  return async (call) => {
    await call.send(await serve(await call.request()));
  };
}

function streams(
  environment: Environment,
  writer: Writer,
  commits: Commits,
  maxAppendSize: number,
): [string, Handler][] {
  const appends = new Appends(environment, writer);
  const reads = new ReadCalls(environment, commits);
  return [
    ['Read', (call) => reads.serve(call)],
    ['Append', (call) => appendCall(appends, maxAppendSize, call)],
    ['BatchAppend', (call) => batchAppendCall(appends, maxAppendSize, call)],
    ['Delete', unary((request) => deleteCall(request, appends.softDelete.bind(appends)))],
    ['Tombstone', unary((request) => deleteCall(request, appends.tombstone.bind(appends)))],
  ];
}

export interface ServeOptions {
  host: string;
  /** 0 takes any free one. */
  port: number;
  systemLinks: boolean;
  maxAppendSize: number;
}

/** Serves the protocol from an open environment. */
export async function serve(
  environment: Environment,
  { host, port, systemLinks, maxAppendSize }: ServeOptions,
): Promise<Listening> {
  const commits = new Commits();
  const writer = new Writer(environment, commits);
  const links = systemLinks ? new SystemLinks(environment, writer) : undefined;
  const handlers = new Map<string, Handler>();
  for (const [method, handler] of streams(environment, writer, commits, maxAppendSize)) {
    handlers.set(`${PACKAGE}streams.Streams/${method}`, handler);
  }
  handlers.set(
    `${PACKAGE}server_features.ServerFeatures/GetSupportedMethods`,
    unary(() => supportedMethods()),
  );
  handlers.set(
    `${PACKAGE}gossip.Gossip/Read`,
    unary(() => clusterInfo(host, listening.port)),
  );
  const listening = await new Transport(handlers).listen(host, port);
  return {
    port: listening.port,
    close: async () => {
      await writer.durable().catch(() => undefined);
      await listening.close();
      await links?.stop();
      await writer.durable().catch(() => undefined);
    },
  };
}
