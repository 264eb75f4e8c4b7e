import { once } from 'node:events';
import {
  connect as connectHttp2,
  type ClientHttp2Session,
  type ClientHttp2Stream,
} from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { happened, readNumbers, start, type Running } from './support/nodes';

/** In bytes: what 10,000 subscriptions would exceed if they were kept. */
const MOST_HEAP_KEPT = 8 * 1024 * 1024;
/** In bytes: a page and the event it ends with, read and framed, and what is not collected yet; the log they leave is 9 MB. */
const MOST_KEPT_FOR_A_READER = 4 * 1024 * 1024;
const NEVER_READING = 20;
const MOST_TURNS = 200;
const STREAMS = '/event_store.client.streams.Streams/';
const METHODS = ['Read', 'Append', 'BatchAppend', 'Delete', 'Tombstone'];

function frame(message: Buffer, length = message.length, compressed = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed;
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

function randomBytes(seed: number, length: number): Buffer {
  let state = seed;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state >>> 16;
    }),
  );
}

/** Subscribes to `$all` from the start, and leaves it to the caller to read. */
function subscribe(session: ClientHttp2Session): ClientHttp2Stream {
  const call = session.request({
    ':method': 'POST',
    ':path': `${STREAMS}Read`,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  call.on('error', () => undefined);
  return call.end(frame(Buffer.from('0a0812021200' + '3200' + '4200', 'hex')));
}

async function leave(session: ClientHttp2Session): Promise<void> {
  const left = once(session, 'close');
  session.destroy();
  await left;
}

/** In bytes, what is in use after a garbage collection: objects, and the contents of buffers. */
function memoryInUse(): { heap: number; buffers: number } {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
}

/** In bytes, how much more is in use than before once the node has noticed that a client left. */
async function buffersKept(before: number): Promise<number> {
  let kept = Infinity;
  for (let turn = 0; turn < MOST_TURNS && kept > MOST_KEPT_FOR_A_READER; turn++) {
    await endOfTurn();
    kept = memoryInUse().buffers - before;
  }
  return kept;
}

describe('hostile input', () => {
  let running: Running;
  let session: ClientHttp2Session;

  beforeAll(async () => {
    running = await start();
    session = connectHttp2(`http://127.0.0.1:${running.node.port}`);
    await running.client.appendToStream('victim', happened(1));
  });

  afterAll(async () => {
    session.destroy();
    await running.stop();
  });

  afterEach(async () => {
    expect(await readNumbers(running.client, 'victim')).toEqual([1]);
  });

  /** The gRPC status that bytes sent to a path are answered with. */
  function statusOf(path: string, body: Buffer): Promise<number> {
    const request = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    return new Promise((resolve, reject) => {
      const take = (headers: Record<string, unknown>) => {
        if (headers['grpc-status'] !== undefined) resolve(Number(headers['grpc-status']));
      };
      request.on('response', take).on('trailers', take).on('error', reject).resume();
      request.end(body);
    });
  }

  it.each(METHODS)('a truncated frame to %s is an invalid argument', async (method) => {
    expect(await statusOf(STREAMS + method, frame(Buffer.from('abc'), 100))).toBe(3);
  });

  it.each(METHODS)('a frame that claims 2 GiB to %s is refused at once', async (method) => {
    expect(await statusOf(STREAMS + method, frame(Buffer.alloc(10), 0x7fffffff))).toBe(8);
  });

  it('a compressed frame is not implemented', async () => {
    expect(await statusOf(`${STREAMS}Read`, frame(Buffer.from('abc'), 3, 1))).toBe(12);
  });

  it('an unknown method is not implemented', async () => {
    const path = '/event_store.client.persistent_subscriptions.PersistentSubscriptions/Create';
    expect(await statusOf(path, frame(Buffer.alloc(0)))).toBe(12);
  });

  it.each(METHODS)('an empty request to %s is answered', async (method) => {
    expect([0, 3]).toContain(await statusOf(STREAMS + method, Buffer.alloc(0)));
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('random messages are refused (seed %d)', async (seed) => {
    for (const [index, method] of METHODS.entries()) {
      const body = frame(randomBytes(seed * 10 + index, 1 + seed * 13));
      expect([3, 8, 12]).toContain(await statusOf(STREAMS + method, body));
    }
  });

  it('bytes that are not HTTP/2 close only their own connection', async () => {
    const socket = connectTcp(running.node.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    socket.write(randomBytes(1, 4096));
    await once(socket, 'close');
  });

  it.each(['0n', '99999999H', '99999999999999999999S', '-1S', 'soon', ''])(
    'a call with the timeout %j is answered',
    async (timeout) => {
      const call = session.request({
        ':method': 'POST',
        ':path': `${STREAMS}Read`,
        'content-type': 'application/grpc',
        'grpc-timeout': timeout,
      });
      call.resume().end(frame(Buffer.from('0a0a1202120028014200', 'hex')));
      await once(call, 'response');
      call.close();
    },
  );

  it('ten thousand abandoned subscriptions leave the node serving, and give their memory back', async () => {
    const { heap } = memoryInUse();
    for (let round = 0; round < 10; round++) {
      const leaving = connectHttp2(`http://127.0.0.1:${running.node.port}`);
      const subscriptions = Array.from({ length: 1000 }, () => subscribe(leaving));
      await Promise.all(subscriptions.map((each) => once(each, 'data')));
      await leave(leaving);
    }
    await readNumbers(running.client, 'victim');
    expect(memoryInUse().heap - heap).toBeLessThan(MOST_HEAP_KEPT);
  });

  it('readers that never read hold up nobody else, and cost a page of the log each while they last', async () => {
    const { client } = running;
    const pad = Buffer.alloc(300_000, 'x').toString();
    for (let n = 0; n < 30; n++) {
      await client.appendToStream('large', { ...happened(1000 + n), data: { pad } });
    }
    const before = memoryInUse().buffers;
    const stalling = connectHttp2(`http://127.0.0.1:${running.node.port}`);
    const stalled = Array.from({ length: NEVER_READING }, () => subscribe(stalling));
    await Promise.all(stalled.map((each) => once(each, 'response')));
    expect(await readNumbers(client, 'large')).toHaveLength(30);
    const kept = memoryInUse().buffers - before;
    expect(kept).toBeGreaterThan(0);
    expect(kept / NEVER_READING).toBeLessThan(MOST_KEPT_FOR_A_READER);
    await leave(stalling);
    expect(await buffersKept(before)).toBeLessThan(MOST_KEPT_FOR_A_READER);
  });
});
