import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that stands still at a chosen message. */
export interface Holding {
  readonly url: string;
  /** Done when the message is there, which the server has then not seen. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
  close(): Promise<void>;
}

/**
 * Passes on everything but the first connection that asks for `command`: that one waits, all others go on.
 * @param mongoUrl one server's
 */
export async function holdingAt(mongoUrl: string, command: string): Promise<Holding> {
  const target = new URL(mongoUrl);
  // A message begins with its command: the name of the first field of a BSON document, a string.
  const needle = Buffer.from(`\x02${command}\0`, 'latin1');
  const sockets = new Set<Socket>();
  const [reached, released] = [new Signal(), new Signal()];
  let held = false;
  const server = createServer((ours) => {
    const theirs = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
    theirs.on('data', (bytes) => ours.write(bytes));
    ours.on('data', (bytes) => {
      const holds = !held && bytes.includes(needle);
      if (!holds) return void theirs.write(bytes);
      held = true;
      ours.pause();
      reached.give();
      void released.given.then(() => {
        theirs.write(bytes);
        ours.resume();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(mongoUrl);
  url.port = String((server.address() as { port: number }).port);
  url.searchParams.set('directConnection', 'true');
  return {
    ...{ url: url.href, reached: reached.given, release: () => released.give() },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

class Signal {
  give: () => void = () => undefined;
  readonly given = new Promise<void>((resolve) => {
    this.give = resolve;
  });
}
