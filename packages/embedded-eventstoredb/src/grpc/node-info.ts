import { randomUUID } from 'node:crypto';
import { messageField, numberField, textField } from '../protobuf/wire-writer';

/** The server version whose behaviour this node has. */
const VERSION = '23.10.6';
const LEADER = 8;

const STREAMS = 'event_store.client.streams.Streams';
const PERSISTENT = 'event_store.client.persistent_subscriptions.PersistentSubscriptions';
const METHODS: [service: string, method: string, features: string[]][] = [
  [STREAMS, 'read', ['position', 'events']],
  [STREAMS, 'append', []],
  [STREAMS, 'delete', []],
  [STREAMS, 'tombstone', []],
  [STREAMS, 'batchappend', ['deadline_duration']],
  // Not served, but unless they are named the client asks for them by HTTP instead of hearing that it cannot.
  ...[
    'create',
    'update',
    'delete',
    'read',
    'getinfo',
    'list',
    'replayparked',
    'restartsubsystem',
  ].map((method): [string, string, string[]] => [PERSISTENT, method, ['stream', 'all']]),
  ['event_store.client.gossip.Gossip', 'read', []],
  ['event_store.client.server_features.ServerFeatures', 'getsupportedmethods', []],
];

/** A `SupportedMethods`: what this node answers. */
export function supportedMethods(): Buffer {
  const methods = METHODS.map(([service, method, features]) =>
    messageField(
      1,
      textField(1, method),
      textField(2, service),
      ...features.map((feature) => textField(3, feature)),
    ),
  );
  return Buffer.concat([...methods, textField(2, VERSION)]);
}

/** A `ClusterInfo` of one member: this node, its leader. */
export function clusterInfo(host: string, port: number): Buffer {
  return messageField(
    1,
    messageField(1, textField(2, randomUUID())),
    numberField(2, Date.now() * 10_000),
    numberField(3, LEADER),
    numberField(4, 1),
    messageField(5, textField(1, host), numberField(2, port)),
  );
}
