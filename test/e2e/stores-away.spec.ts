import { randomUUID } from 'node:crypto';
import {
  CancelledError,
  DeadlineExceededError,
  EventStoreDBClient,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client';
import { Logger } from '@nestjs/common';
import {
  Collection,
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoExpiredSessionError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerError,
  MongoTopologyClosedError,
} from 'mongodb';
import { useApp } from '#test/app';
import { booking } from '#test/trip-requests';

/** Without policies, whose appends would meet what is meant for the command. */
const app = useApp({ roles: ['write'], rememberedStreams: 0 });
beforeAll(() => {
  Logger.overrideLogger(false);
});
afterEach(() => jest.restoreAllMocks());

type ServiceError = NonNullable<ConstructorParameters<typeof UnavailableError>[0]>;

const leader = { 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': '2113' };
const metadata = { getMap: () => leader };
const grpc = (code: number, details: string) =>
  Object.assign(new Error(`${code}: ${details}`), {
    ...{ code, details, metadata },
  }) as unknown as ServiceError;
const nodes = (code: string) => Object.assign(new Error(`write ${code}`), { code });
const RST = 'Received RST_STREAM with code 2 triggered by internal client error: write EPIPE';

const EVENT_STORE_AWAY: readonly (readonly [string, Error])[] = [
  ['it refuses the connection', grpc(14, 'No connection established')],
  ['it is unavailable', new UnavailableError(grpc(14, 'Connection dropped'))],
  ['the call was cancelled', new CancelledError(grpc(1, 'Call cancelled'))],
  ['it took too long', new DeadlineExceededError(grpc(4, 'Deadline exceeded'))],
  ['it gave up waiting for its disk', new TimeoutError(grpc(10, 'Commit timeout'))],
  ['another node leads', new NotLeaderError(grpc(9, 'Not leader'))],
  ['the line broke within the call', new UnknownError(grpc(13, RST))],
  ['it has had enough', new UnknownError(grpc(8, 'Bandwidth exhausted or memory limit exceeded'))],
  ['another call’s failure has closed the channel', new Error('Channel has been shut down')],
  ['no node of the cluster answers', new Error('Failed to discover after 10 attempts.')],
  ...['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_HTTP2_GOAWAY_SESSION'].map(
    (code) => [`the network says ${code}`, nodes(code)] as const,
  ),
];

const bulk = (cause: Error) =>
  new MongoBulkWriteError(cause, {} as ConstructorParameters<typeof MongoBulkWriteError>[1]);
const labelled = (label: string) => {
  const error = new MongoError('a server that steps down');
  error.addErrorLabel(label);
  return error;
};
const called = (name: string) =>
  Object.defineProperty(new MongoError(name), 'name', { value: name });

const KEYS_AWAY: readonly (readonly [string, Error])[] = [
  ['the line broke', new MongoNetworkError('read ECONNRESET')],
  ['it took too long', new MongoNetworkTimeoutError('connection timed out')],
  ['the line broke in a bulk write', bulk(new MongoNetworkError('connection 4 closed'))],
  ['the client is not connected', new MongoNotConnectedError('Client must be connected')],
  ['the topology is closed', new MongoTopologyClosedError()],
  ['the server is closed', new MongoServerClosedError()],
  ['the client is closed', new MongoClientClosedError()],
  ['the session has ended', new MongoExpiredSessionError()],
  ['the operation took too long', new MongoOperationTimeoutError('Timed out')],
  ['the pool is closed', called('MongoPoolClosedError')],
  ['the pool has no connection', called('MongoWaitQueueTimeoutError')],
  ['it is no primary any more', new MongoServerError({ message: 'not primary', code: 10107 })],
  ['it shuts down', new MongoServerError({ message: 'shutdown in progress', code: 91 })],
  ['it is a passing state', labelled('TransientTransactionError')],
  ['the driver would try again', labelled('RetryableWriteError')],
  ...['ECONNRESET', 'EPIPE'].map((code) => [`its socket says ${code}`, nodes(code)] as const),
];

type Fails = (error: Error) => { readonly mock: { readonly calls: readonly unknown[] } };

/** The store answers nothing for once, wherever the client is asked. */
const append: Fails = (error) =>
  jest.spyOn(EventStoreDBClient.prototype, 'appendToStream').mockRejectedValueOnce(error);
const read: Fails = (error) =>
  jest.spyOn(EventStoreDBClient.prototype, 'readStream').mockImplementationOnce(() => {
    // eslint-disable-next-line @typescript-eslint/require-await -- as the client's streams fail
    const failing = (async function* () {
      yield* [];
      throw error;
    })();
    return failing as unknown as ReturnType<EventStoreDBClient['readStream']>;
  });
const keyMade: Fails = (error) =>
  jest.spyOn(Collection.prototype, 'bulkWrite').mockRejectedValueOnce(error);

/** A command that fails for this, and then the same again: no more than once, and with nothing half done. */
async function expectNoAnswer(fails: Fails, error: Error): Promise<void> {
  const [tripId, token] = [randomUUID(), await app().token('rider', `ada-${randomUUID()}`)];
  const request = { token, body: booking, headers: { 'idempotency-key': tripId } };
  const cancel = { token, body: { reasonCode: 'PLANS_CHANGED' }, headers: {} };
  const isRead = fails === read;
  if (isRead) await app().ask('PUT', `/v1/trips/${tripId}`, request);
  const send = () =>
    isRead
      ? app().ask('POST', `/v1/trips/${tripId}/cancel`, cancel)
      : app().ask('PUT', `/v1/trips/${tripId}`, request);
  const before = await typesOf(tripId);
  const spied = fails(error);
  const refused = await send();
  expect(spied.mock.calls.length).toBeGreaterThan(0);
  expect([refused.status, refused.body.code]).toEqual([503, 'STORE_UNAVAILABLE']);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await typesOf(tripId)).toEqual(before);
  jest.restoreAllMocks();
  expect((await send()).status).toBeLessThan(300);
  expect(await typesOf(tripId)).toHaveLength(before.length + 1);
}

const typesOf = async (tripId: string) =>
  (await app().stores.store.readStream(`trip-${tripId}`)).events.map(({ type }) => type);

describe('a command that the event store does not answer because', () => {
  it.each(EVENT_STORE_AWAY)('%s, is told to come again', async (_, error) => {
    await expectNoAnswer(append, error);
    await expectNoAnswer(read, error);
  });
});

describe('a command that needs a key for a new person while', () => {
  it.each(KEYS_AWAY)('%s, is told to come again', (_, error) => expectNoAnswer(keyMade, error));
});

it('a mistake of ours is no absence, and says in the log what it was', async () => {
  const said: string[] = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((...all) => {
    said.push(all.map(String).join(' '));
  });
  append(new Error('not like this', { cause: new TypeError('a hole') }));
  const token = await app().token('rider', 'ada');
  const answer = await app().ask('PUT', `/v1/trips/${randomUUID()}`, { token, body: booking });
  expect([answer.status, answer.body.code]).toEqual([500, 'INTERNAL']);
  expect(said.join('\n')).toMatch(/not like this[\s\S]*cause: TypeError: a hole/);
});
