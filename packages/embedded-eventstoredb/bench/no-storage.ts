import { parentPort } from 'node:worker_threads';
import { batchAppendCall } from 'embedded-eventstoredb/dist/grpc/batch-append-call';
import { readReadRequest } from 'embedded-eventstoredb/dist/grpc/decode-read';
import { supportedMethods } from 'embedded-eventstoredb/dist/grpc/node-info';
import { Transport, type Handler } from 'embedded-eventstoredb/dist/grpc/transport';
import { messageField, textField } from 'embedded-eventstoredb/dist/protobuf/wire-writer';
import { encodeRecord } from 'embedded-eventstoredb/dist/storage/record';
import type { Appends } from 'embedded-eventstoredb/dist/streams/append';

const PAGE = 256;
const LIMIT = 1024 * 1024;

const record = encodeRecord(
  {
    id: '00000000-0000-4000-8000-000000000000',
    type: Buffer.from('Happened'),
    contentType: Buffer.from('application/json'),
    data: Buffer.from(JSON.stringify({ n: 1, pad: 'x'.repeat(230) })),
    metadata: Buffer.alloc(0),
  },
  { stream: Buffer.from('stream-1'), revision: 0, position: 1_000_000, created: Date.now() },
);

/** Says yes at once: what is left is the protocol. */
const appends = {
  append: () => Promise.resolve({ kind: 'success', revision: 0, position: 0 }),
} as unknown as Appends;

const read: Handler = async (call) => {
  const { count } = readReadRequest(await call.request());
  if (count === undefined) await call.send(messageField(2, textField(1, 'subscription')));
  for (let left = count ?? Infinity; left > 0 && call.isOpen; left--) {
    const full = call.send(record);
    if (full !== undefined) await full;
    if (left % PAGE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
};

const streams = '/event_store.client.streams.Streams';
const handlers = new Map<string, Handler>([
  [`${streams}/BatchAppend`, (call) => batchAppendCall(appends, LIMIT, call)],
  [`${streams}/Read`, read],
  [
    '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
    async (call) => {
      await call.request();
      await call.send(supportedMethods());
    },
  ],
]);

void new Transport(handlers).listen('127.0.0.1', 0).then(({ port }) => {
  parentPort?.postMessage(port);
});
