import { ObjectId } from 'bson';
import { MongoError } from '../errors';
import type { Doc } from '../bson/convert';
import { MAX_DOCUMENT_BYTES } from '../bson/validate';
import { namedSessions } from '../sessions';
import { MAX_MESSAGE_BYTES } from '../wire/frames';
import type { Command, Commands } from './command';

/** What is announced: the wire protocol of MongoDB 7.0. */
const VERSION = '7.0.0';
const MAX_WIRE_VERSION = 21;
const REPLICA_SET = 'embedded';
const ELECTION = new ObjectId('7fffffff0000000000000001');

/**
 * A replica set of one, so that drivers use sessions and retry writes. No topologyVersion is given: drivers then ask
 * now and again instead of waiting on an exhaust stream.
 */
export function helloReply(name: string, address: string): Doc {
  const legacy = name.toLowerCase() === 'ismaster';
  return {
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true }),
    helloOk: true,
    setName: REPLICA_SET,
    setVersion: 1,
    hosts: [address],
    me: address,
    primary: address,
    secondary: false,
    electionId: ELECTION,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: 1,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    ok: 1,
  };
}

const hello: Command = (command, node) => helloReply(command.name, node.address);

const buildInfo: Command = () => ({
  version: VERSION,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'embedded-mongodb',
  modules: [],
  storageEngines: ['lmdb'],
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  ok: 1,
});

const PARAMETERS: Readonly<Record<string, unknown>> = {
  featureCompatibilityVersion: { version: '7.0' },
};

const getParameter: Command = (command) => {
  const asked = command.names().filter((name) => Object.hasOwn(PARAMETERS, name));
  const all = command.value('getParameter') === '*';
  const shown = all ? Object.keys(PARAMETERS) : asked;
  if (shown.length === 0) throw new MongoError('InvalidOptions', 'no option found to get');
  return { ...Object.fromEntries(shown.map((name) => [name, PARAMETERS[name]])), ok: 1 };
};

const serverStatus: Command = (_command, node) => ({
  host: node.address,
  version: VERSION,
  process: 'embedded-mongodb',
  pid: process.pid,
  uptime: (Date.now() - node.startedAt) / 1000,
  localTime: new Date(),
  connections: { current: node.connections, available: 10_000 - node.connections },
  metrics: { cursor: { open: { total: node.cursors.size } } },
  storageEngine: { name: 'lmdb', persistent: true },
  repl: { setName: REPLICA_SET, isWritablePrimary: true, me: node.address },
  ok: 1,
});

const endSessions: Command = async (command, node) => {
  const ended = namedSessions(command);
  for (const session of ended.map((id) => id.toString('hex'))) {
    node.cursors.endSession(session);
    node.transactions.endSession(session);
  }
  await node.store.write(() => {
    for (const session of ended) node.retries.forget(session);
  });
  return { ok: 1 };
};

const connectionStatus: Command = () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
  ok: 1,
});

export const serverCommands: Commands = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: () => ({ ok: 1 }),
  buildInfo,
  buildinfo: buildInfo,
  getParameter,
  serverStatus,
  connectionStatus,
  endSessions,
  killSessions: endSessions,
  refreshSessions: () => ({ ok: 1 }),
};
