import type { Environment } from '../storage/environment';
import { Appends } from '../streams/append';
import { Commits } from '../streams/commits';
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

function streams(environment: Environment, writer: Writer, commits: Commits): [string, Handler][] {
  const appends = new Appends(environment, writer);
  const reads = new ReadCalls(environment, commits);
  return [
    ['Read', (call) => reads.serve(call)],
    ['Append', (call) => appendCall(appends, call)],
    ['BatchAppend', (call) => batchAppendCall(appends, call)],
    ['Delete', unary((request) => deleteCall(request, appends.softDelete.bind(appends)))],
    ['Tombstone', unary((request) => deleteCall(request, appends.tombstone.bind(appends)))],
  ];
}

/** Serves the protocol on `host:port` (0 takes any free port) from an open environment. */
export async function serve(
  environment: Environment,
  host: string,
  port: number,
): Promise<Listening> {
  const commits = new Commits();
  const writer = new Writer(environment, commits);
  const handlers = new Map<string, Handler>();
  for (const [method, handler] of streams(environment, writer, commits)) {
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
      await writer.durable().catch(() => undefined);
    },
  };
}
