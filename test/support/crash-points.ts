import { createServer, connect, type Server, type Socket } from 'node:net';
import { MongoClient } from 'mongodb';

/** Commands of the driver's own life, which come when they please. */
const HOUSEKEEPING = new Set([
  'hello',
  'ismaster',
  'isMaster',
  'ping',
  'endSessions',
  'killCursors',
]);

const HEADER = 16;
const OPERATION_AT = 12;
const MESSAGE = 2013;
const FLAGS = 4;
const KIND = 1;
const LENGTH = 4;
const TYPE = 1;

/** At which command a process dies: before the database has seen it, or after it was done and before the answer. */
export interface CrashPoint {
  readonly command: number;
  readonly when: 'before' | 'after';
}

/** A connection to MongoDB that dies, with the whole process as far as the database can tell, at a given command. */
export interface Crashing {
  readonly client: MongoClient;
  /** Commands so far. */
  readonly commands: () => readonly string[];
  readonly hasCrashed: () => boolean;
  close(): Promise<void>;
}

/** @param mongoUrl one server's, with the database in its path */
export async function crashingAt(mongoUrl: string, point?: CrashPoint): Promise<Crashing> {
  const target = new URL(mongoUrl);
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  let crashed = false;
  const opened: { client?: MongoClient } = {};
  const crash = () => {
    crashed = true;
    for (const socket of sockets) socket.destroy();
    server.close();
    // What the dead process still tries fails at once instead of looking for its server.
    const { client: dead } = opened;
    if (!dead) return;
    dead.connect = () => Promise.reject(new Error('This process has crashed'));
    dead.close(true).catch(() => undefined);
  };
  const server = createServer((ours) => {
    const theirs = connect(Number(target.port || 27017), target.hostname);
    for (const socket of [ours, theirs]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    ours.on('close', () => theirs.destroy());
    theirs.on('close', () => ours.destroy());
    let dying = false;
    theirs.on('data', (bytes) => {
      if (dying) crash();
      else ours.write(bytes);
    });
    eachMessage(ours, (message) => {
      const name = commandIn(message);
      if (name === undefined || HOUSEKEEPING.has(name)) return void theirs.write(message);
      seen.push(name);
      const isPoint = point?.command === seen.length;
      dying = isPoint;
      if (isPoint && point.when === 'before') crash();
      else theirs.write(message);
    });
  });
  const port = await listening(server);
  const url = new URL(mongoUrl);
  url.host = `127.0.0.1:${port}`;
  url.search = '';
  const retries = { retryReads: false, retryWrites: false };
  // A commit is tried again all the same: by the dead one not for long.
  const once = { directConnection: true, ...retries, serverSelectionTimeoutMS: 1000 };
  const client = await new MongoClient(url.href, once).connect();
  opened.client = client;
  return {
    ...{ client, commands: () => seen, hasCrashed: () => crashed },
    close: async () => {
      await client.close(true).catch(() => undefined);
      if (!crashed) crash();
    },
  };
}

/** Each whole message of the wire protocol, however the bytes arrive. */
function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (more: Buffer) => {
    bytes = Buffer.concat([bytes, more]);
    while (bytes.length >= LENGTH && bytes.length >= bytes.readInt32LE(0)) {
      const length = bytes.readInt32LE(0);
      take(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
  });
}

/** The first field of the body names the command; handshakes may come in an older kind of message. */
function commandIn(message: Buffer): string | undefined {
  if (message.readInt32LE(OPERATION_AT) !== MESSAGE) return undefined;
  const begin = HEADER + FLAGS + KIND + LENGTH + TYPE;
  return message.toString('utf8', begin, message.indexOf(0, begin));
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return address.port;
}
