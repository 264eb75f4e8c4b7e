import {
  constants,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Call } from './call';
import { Refusal, refusalOf, unimplemented } from './refusal';
import { Status } from './status';

/** Serves one call; it ends well when the promise resolves, and refused when it rejects. */
export type Handler = (call: Call) => Promise<void>;

export interface Listening {
  port: number;
  /** Tells every open call that the node goes away, and waits for the connections to end. */
  close(): Promise<void>;
}

const WINDOW = 1024 * 1024;
const GRACE = 1000;

const OPTIONS = {
  noDelay: true,
  // A client that stops reading early resets its call: that is everyday use here, not an attack.
  streamResetBurst: 1_000_000,
  streamResetRate: 1_000_000,
  // In megabytes; the default refuses calls of a client that has many subscriptions open.
  maxSessionMemory: 512,
  settings: { initialWindowSize: WINDOW },
};

/** The gRPC protocol over HTTP/2 without TLS. `handlers` are found by path, like `/package.Service/Method`. */
export class Transport {
  private readonly calls = new Set<Call>();
  private readonly sessions = new Set<ServerHttp2Session>();

  constructor(private readonly handlers: ReadonlyMap<string, Handler>) {}

  /** Listens on `host:port`; 0 takes any free port. */
  async listen(host: string, port: number): Promise<Listening> {
    const server = createServer(OPTIONS);
    server.on('session', (session) => this.meet(session));
    server.on('stream', (stream, headers) => this.accept(stream, headers));
    server.on('sessionError', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return {
      port: (server.address() as AddressInfo).port,
      close: async () => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        await this.sayGoodbye();
        await closed;
      },
    };
  }

  private meet(session: ServerHttp2Session): void {
    this.sessions.add(session);
    session.on('error', () => undefined);
    session.on('close', () => this.sessions.delete(session));
    session.setLocalWindowSize(WINDOW);
  }

  private accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    if (headers['content-type']?.startsWith('application/grpc') !== true) {
      stream.on('error', () => undefined);
      stream.respond(
        { ':status': constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE },
        { endStream: true },
      );
      return;
    }
    const call = new Call(stream);
    this.calls.add(call);
    call.onLeave(() => this.calls.delete(call));
    const path = headers[':path'] ?? '';
    const handler = this.handlers.get(path);
    if (handler === undefined) call.end(unimplemented(path));
    else void this.run(handler, call);
  }

  private async run(handler: Handler, call: Call): Promise<void> {
    try {
      await handler(call);
      call.end();
    } catch (error) {
      call.end(refusalOf(error));
    }
  }

  private async sayGoodbye(): Promise<void> {
    for (const call of this.calls) call.end(new Refusal(Status.UNAVAILABLE, 'the node is closing'));
    const ended = [...this.sessions].map(
      (session) => new Promise<void>((resolve) => session.close(resolve)),
    );
    const impatience = setTimeout(() => {
      for (const session of this.sessions) session.destroy();
    }, GRACE);
    await Promise.all(ended);
    clearTimeout(impatience);
  }
}
