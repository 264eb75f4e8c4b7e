import {
  EventStoreDBClient,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
} from '@eventstore/db-client';
import { start, type Running } from './support/nodes';

const UNIMPLEMENTED = 12;
const toStream = persistentSubscriptionToStreamSettingsFromDefaults();
const toAll = persistentSubscriptionToAllSettingsFromDefaults();

const SERVED = [
  'appendToStream',
  'capabilities',
  'deleteStream',
  'getStreamMetadata',
  'readAll',
  'readStream',
  'setStreamMetadata',
  'subscribeToAll',
  'subscribeToStream',
  'tombstoneStream',
];

type Call = (client: EventStoreDBClient) => Promise<unknown>;

const NOT_SERVED: Record<string, Call> = {
  createPersistentSubscriptionToAll: (c) => c.createPersistentSubscriptionToAll('g', toAll),
  createPersistentSubscriptionToStream: (c) =>
    c.createPersistentSubscriptionToStream('s', 'g', toStream),
  updatePersistentSubscriptionToAll: (c) => c.updatePersistentSubscriptionToAll('g', toAll),
  updatePersistentSubscriptionToStream: (c) =>
    c.updatePersistentSubscriptionToStream('s', 'g', toStream),
  deletePersistentSubscriptionToAll: (c) => c.deletePersistentSubscriptionToAll('g'),
  deletePersistentSubscriptionToStream: (c) => c.deletePersistentSubscriptionToStream('s', 'g'),
  createProjection: (c) => c.createProjection('p', 'fromAll()'),
  updateProjection: (c) => c.updateProjection('p', 'fromAll()'),
  deleteProjection: (c) => c.deleteProjection('p'),
  enableProjection: (c) => c.enableProjection('p'),
  disableProjection: (c) => c.disableProjection('p'),
  abortProjection: (c) => c.abortProjection('p'),
  resetProjection: (c) => c.resetProjection('p'),
  getProjectionResult: (c) => c.getProjectionResult('p'),
  getProjectionState: (c) => c.getProjectionState('p'),
  getProjectionStatus: (c) => c.getProjectionStatus('p'),
  listProjections: (c) => c.listProjections(),
  restartSubsystem: (c) => c.restartSubsystem(),
  subscribeToPersistentSubscriptionToAll: (c) =>
    new Promise((resolve, reject) => {
      c.subscribeToPersistentSubscriptionToAll('g').on('error', reject).on('data', resolve);
    }),
  subscribeToPersistentSubscriptionToStream: (c) =>
    new Promise((resolve, reject) => {
      c.subscribeToPersistentSubscriptionToStream('s', 'g').on('error', reject).on('data', resolve);
    }),
  getPersistentSubscriptionToAllInfo: (c) => c.getPersistentSubscriptionToAllInfo('g'),
  getPersistentSubscriptionToStreamInfo: (c) => c.getPersistentSubscriptionToStreamInfo('s', 'g'),
  listAllPersistentSubscriptions: (c) => c.listAllPersistentSubscriptions(),
  listPersistentSubscriptionsToAll: (c) => c.listPersistentSubscriptionsToAll(),
  listPersistentSubscriptionsToStream: (c) => c.listPersistentSubscriptionsToStream('s'),
  replayParkedMessagesToAll: (c) => c.replayParkedMessagesToAll('g'),
  replayParkedMessagesToStream: (c) => c.replayParkedMessagesToStream('s', 'g'),
  restartPersistentSubscriptionSubsystem: (c) => c.restartPersistentSubscriptionSubsystem(),
};

const INSIDE = [
  'constructor',
  'connectionName',
  'HTTPRequest',
  'createDeadline',
  'throwOnAppendFailure',
];

describe('what is left out on purpose', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.stop());

  it.each(Object.entries(NOT_SERVED))('%s answers UNIMPLEMENTED', async (_name, call) => {
    const failure: unknown = await call(running.client).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: UNIMPLEMENTED });
    expect((failure as Error).message).toContain('does not implement');
  });

  it('every other call of the client is served', () => {
    const client = EventStoreDBClient.prototype as object;
    const calls = Object.getOwnPropertyNames(client);
    const known = [...SERVED, ...Object.keys(NOT_SERVED), ...INSIDE];
    expect(calls.filter((each) => !known.includes(each))).toEqual([]);
  });
});
