import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import {
  jsonEvent,
  MaxAppendSizeExceededError,
  type JSONType,
  DeadlineExceededError,
} from '@eventstore/db-client';
import { startEventStoreDB } from '../src/index';
import { WireReader } from '../src/protobuf/wire-reader';
import {
  bytesField,
  messageField,
  numberField,
  textField,
  uint64Field,
} from '../src/protobuf/wire-writer';
import { connect, happened, readNumbers, start, type Running } from './support/nodes';

const EMPTY = Buffer.alloc(0);
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;

describe('limits', () => {
  let running: Running;
  let session: ClientHttp2Session;
  beforeAll(async () => {
    running = await start();
    session = connectHttp2(`http://127.0.0.1:${running.node.port}`);
  });
  afterAll(async () => {
    session.destroy();
    await running.stop();
  });

  /** The first message that a call answers with. */
  async function ask(method: string, request: Buffer): Promise<Buffer> {
    const call = session.request({
      ':method': 'POST',
      ':path': `/event_store.client.streams.Streams/${method}`,
      'content-type': 'application/grpc',
    });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(request.length, 1);
    call.end(Buffer.concat([prefix, request]));
    const [answer] = (await once(call, 'data')) as [Buffer];
    call.close();
    return answer.subarray(5, 5 + answer.readUInt32BE(1));
  }

  /** The status code in a `BatchAppendResp`, 0 when it is a success. */
  function statusIn(response: Buffer): number {
    const message = new WireReader(response);
    while (message.next()) {
      if (message.field !== 2) {
        message.skip();
        continue;
      }
      const status = message.message();
      status.next();
      return status.number();
    }
    return 0;
  }

  const batchWith = (deadline: Buffer) =>
    Buffer.concat([
      messageField(1, textField(2, '11111111-1111-4111-8111-111111111111')),
      messageField(2, messageField(1, textField(3, 'deadlines')), bytesField(4, EMPTY), deadline),
      numberField(4, 1),
    ]);

  it.each([
    ['the year 1', messageField(6, uint64Field(1, -62_135_596_800n)), DEADLINE_EXCEEDED],
    ['before time', messageField(6, uint64Field(1, -(2n ** 63n))), DEADLINE_EXCEEDED],
    ['the end of time', messageField(6, uint64Field(1, 2n ** 63n - 1n)), 0],
    ['no time at all', messageField(6), DEADLINE_EXCEEDED],
    ['a minute from now', messageField(7, uint64Field(1, 60n)), 0],
    ['a duration below zero', messageField(7, uint64Field(1, -1n)), DEADLINE_EXCEEDED],
    ['a duration beyond all time', messageField(7, uint64Field(1, 2n ** 63n - 1n)), 0],
    ['nanoseconds of the largest kind', messageField(7, uint64Field(2, 2n ** 64n - 1n)), 0],
  ])('a batch append with a deadline of %s', async (_what, deadline, status) => {
    expect(statusIn(await ask('BatchAppend', batchWith(deadline)))).toBe(status);
  });

  it('a deadline that has passed is the typed error of the client', async () => {
    const late = running.client.appendToStream('late', happened(1), { deadline: -1000 });
    await expect(late).rejects.toThrow(DeadlineExceededError);
  });

  it('ids are two numbers for clients that ask so', async () => {
    await running.client.appendToStream('ids', {
      ...happened(1),
      id: 'fedcba98-7654-4210-8123-456789abcdef',
    });
    const options = [
      messageField(1, messageField(1, textField(3, 'ids')), bytesField(3, EMPTY)),
      numberField(5, 1),
      bytesField(8, EMPTY),
      messageField(9, bytesField(1, EMPTY)),
    ];
    const message = new WireReader(await ask('Read', messageField(1, ...options)));
    message.next();
    const readEvent = message.message();
    readEvent.next();
    const recorded = readEvent.message();
    recorded.next();
    const uuid = recorded.message();
    uuid.next();
    const halves = uuid.message();
    halves.next();
    const first = halves.uint64();
    halves.next();
    expect([first, halves.uint64()]).toEqual([0xfedcba9876544210n, 0x8123456789abcdefn]);
    recorded.next();
    const stream = recorded.message();
    stream.next();
    expect(stream.text()).toBe('ids');
  });

  it('a stream name may have 8192 bytes, and no more', async () => {
    const longest = 'ž'.repeat(4096);
    await running.client.appendToStream(longest, happened(1));
    await running.client.tombstoneStream(longest);
    await expect(readNumbers(running.client, longest)).rejects.toMatchObject({
      type: 'stream-deleted',
    });
    const { client } = running;
    const tooLong = 'the stream name is longer than 8192 bytes';
    await expect(readNumbers(client, `${longest}x`)).rejects.toThrow(tooLong);
    await expect(client.deleteStream(`${longest}x`)).rejects.toMatchObject({
      code: INVALID_ARGUMENT,
    });
    await expect(client.appendToStream(`${longest}x`, happened(1))).rejects.toThrow(tooLong);
  });

  it('the name of a metastream, `$$` and the name of its stream, has the same limit', async () => {
    const { client } = running;
    const [longest, tooLong] = ['m'.repeat(8190), 'm'.repeat(8191)] as [string, string];
    await client.setStreamMetadata(longest, { maxCount: 2 });
    expect(await client.getStreamMetadata(longest)).toMatchObject({ metadata: { maxCount: 2 } });
    await expect(client.setStreamMetadata(tooLong, { maxCount: 2 })).rejects.toThrow(
      'the stream name is longer than 8192 bytes',
    );
  });

  it('event types are as long as the append allows', async () => {
    const type = 't'.repeat(100_000);
    await running.client.appendToStream('types', happened(1, type));
    for await (const { event } of running.client.readStream('types'))
      expect(event?.type).toBe(type);
  });

  it('stream metadata that is not an object hides nothing', async () => {
    const { client } = running;
    await client.appendToStream('odd', happened(1));
    for (const data of ['["a"]', '5', 'null', '{"$maxCount":"one","$tb":-1}', '{"$maxAge":null}']) {
      const event = jsonEvent({ type: '$metadata', data: JSON.parse(data) as JSONType });
      await client.appendToStream('$$odd', event);
      expect(await readNumbers(client, 'odd')).toEqual([1]);
    }
  });

  it('metadata that is not JSON is kept as it is', async () => {
    const bytes = Uint8Array.from([0xff, 0x00, 0x7b, 0xfe]);
    await running.client.appendToStream('raw', { ...happened(1), metadata: bytes });
    for await (const { event } of running.client.readStream('raw')) {
      expect(Buffer.from(event?.metadata as Uint8Array)).toEqual(Buffer.from(bytes));
    }
  });

  it.each([[undefined], [{ username: 'a', password: 'b' }]])(
    'the maximum append size is an option (credentials: %j)',
    async (credentials) => {
      const node = await startEventStoreDB({ port: 0, maxAppendSize: 1000 });
      const client = connect(node);
      const sized = (n: number, size: number) => ({
        ...happened(n),
        data: { pad: 'x'.repeat(size) },
      });
      const options = credentials === undefined ? {} : { credentials };
      await client.appendToStream('s', sized(1, 900), options);
      await expect(client.appendToStream('s', sized(2, 1000), options)).rejects.toThrow(
        MaxAppendSizeExceededError,
      );
      await expect(
        client.appendToStream('s', [sized(3, 600), sized(4, 600)], options),
      ).rejects.toMatchObject({ maxAppendSize: 1000 });
      await client.dispose();
      await node.close();
    },
  );
});
