import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import fc from 'fast-check';
import { serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { runningServer } from './server';

const mongo = runningServer();

function message(opCode: number, body: Buffer, length = body.length + 16): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

function opMsg(document: Uint8Array, flags = 0, tail = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(flags, 0);
  return message(2013, Buffer.concat([head, document, tail]));
}

/** Sends bytes and gives what came back until the server closed, or answered once. */
async function exchange(bytes: Buffer, ends: boolean): Promise<Buffer> {
  const socket = connect(mongo.server.port, '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes);
  if (ends) socket.end();
  await Promise.race([once(socket, 'close'), ...(ends ? [] : [once(socket, 'data')])]);
  socket.destroy();
  return Buffer.concat(received);
}

const ping = serialize({ ping: 1, $db: 'admin' });

describe('the wire protocol', () => {
  it('answers a message, also with a checksum and in pieces', async () => {
    expect((await exchange(opMsg(ping), false)).readInt32LE(8)).toBe(7);
    expect((await exchange(opMsg(ping, 1, Buffer.alloc(4)), false)).length).toBeGreaterThan(16);
    const socket = connect(mongo.server.port, '127.0.0.1');
    for (const byte of opMsg(ping)) socket.write(Buffer.from([byte]));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.readInt32LE(8)).toBe(7);
    socket.destroy();
  });

  it('answers several messages sent at once in their order', async () => {
    const both = Buffer.concat([opMsg(ping), opMsg(ping), opMsg(ping)]);
    const answers = await exchange(both, true);
    expect(answers.length % 3).toBe(0);
  });

  it('answers a legacy hello', async () => {
    const name = Buffer.from('admin.$cmd\0');
    const body = Buffer.concat([
      Buffer.alloc(4),
      name,
      Buffer.alloc(8),
      serialize({ ismaster: 1 }),
    ]);
    const answer = await exchange(message(2004, body), false);
    expect(answer.readInt32LE(12)).toBe(1);
    expect(answer.includes('maxWireVersion')).toBe(true);
  });

  it('ends connections that send no messages, and serves the others', async () => {
    const broken = [
      message(2013, Buffer.alloc(0), 3),
      message(2013, Buffer.alloc(0), -1),
      message(2013, Buffer.alloc(0), 48_000_001),
      message(2013, Buffer.alloc(5)),
      message(9999, Buffer.alloc(10)),
      message(2012, Buffer.alloc(30)),
      message(2004, Buffer.from('no zero byte')),
      opMsg(ping, 0x8),
      opMsg(ping.subarray(0, 10)),
      opMsg(Buffer.from([255, 255, 255, 127, 0])),
      opMsg(ping, 0, Buffer.from([1, 200, 0, 0, 0])),
      opMsg(ping, 0, Buffer.from([9])),
    ];
    for (const bytes of broken) expect(await exchange(bytes, true)).toHaveLength(0);
    expect(await mongo.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it('survives messages cut off anywhere', async () => {
    const whole = opMsg(serialize({ insert: 'cut', documents: [{ a: 1 }], $db: 'test' }));
    for (let length = 1; length < whole.length; length += 3) {
      expect(await exchange(whole.subarray(0, length), true)).toHaveLength(0);
    }
    expect(await mongo.db.collection('cut').countDocuments()).toBe(0);
  });

  it('survives clients that reset their connection, before and while they are answered', async () => {
    const insert = opMsg(serialize({ insert: 'reset', documents: [{ a: 1 }], $db: 'test' }));
    for (const bytes of [undefined, ping.subarray(0, 3), opMsg(ping), insert]) {
      const socket = connect(mongo.server.port, '127.0.0.1');
      await once(socket, 'connect');
      if (bytes) socket.write(bytes);
      const closed = once(socket, 'close');
      socket.resetAndDestroy();
      await closed;
      expect(await mongo.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    }
  });

  it('survives random bytes and randomly damaged commands', async () => {
    const whole = opMsg(
      serialize({
        update: 'fuzz',
        updates: [
          { q: { _id: 1, a: { $gt: 1 } }, u: { $set: { b: [1, { c: 'x' }] } }, upsert: true },
        ],
        $db: 'test',
      }),
    );
    const property = fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      fc.uint8Array({ maxLength: 60 }),
      async (changes, noise) => {
        const damaged = Buffer.from(whole);
        for (const [at, byte] of changes) if (at > 3) damaged[at] = byte;
        await exchange(damaged, true);
        await exchange(Buffer.from(noise), true);
      },
    );
    await fc.assert(property, { numRuns: 150 });
    expect(await mongo.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it('refuses nesting that is too deep', async () => {
    let nested: object = {};
    for (let depth = 0; depth < 150; depth++) nested = { a: nested };
    await expect(mongo.collection().insertOne(nested)).rejects.toMatchObject({ code: 15 });
  });
});

/** Passes everything on, but cuts the connection instead of giving the answer to the next `command`. */
async function losingProxy(port: number, command: string) {
  const state = { armed: false, lost: 0 };
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    let last: Buffer = Buffer.alloc(0);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk: Buffer) => {
      last = chunk;
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      if (state.armed && last.includes(command)) {
        state.armed = false;
        state.lost++;
        client.destroy();
      } else client.write(chunk);
    });
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  };
  return { state, port: (proxy.address() as AddressInfo).port, close };
}

describe('a retryable write whose answer was lost', () => {
  it('is not done twice', async () => {
    for (const command of ['findAndModify', 'update', 'insert'] as const) {
      const proxy = await losingProxy(mongo.server.port, command);
      const client = new MongoClient(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`);
      const name = `retry-${command}`;
      const counters = client.db('test').collection<{ _id: string; n: number }>(name);
      await counters.updateOne({ _id: 'a' }, { $set: { n: 0 } }, { upsert: true });
      proxy.state.armed = true;
      if (command === 'insert') {
        expect(await counters.insertOne({ _id: 'b', n: 1 })).toMatchObject({ insertedId: 'b' });
      } else if (command === 'update') {
        expect(await counters.updateOne({ _id: 'a' }, { $inc: { n: 1 } })).toMatchObject({
          modifiedCount: 1,
        });
      } else {
        const found = await counters.findOneAndUpdate(
          { _id: 'a' },
          { $inc: { n: 1 } },
          { returnDocument: 'after' },
        );
        expect(found).toEqual({ _id: 'a', n: 1 });
      }
      expect(proxy.state.lost).toBe(1);
      const stored = await mongo.db.collection<{ _id: string; n: number }>(name).find().toArray();
      expect(stored.map((one) => one.n)).toEqual(command === 'insert' ? [0, 1] : [1]);
      await client.close();
      proxy.close();
    }
  });
});
