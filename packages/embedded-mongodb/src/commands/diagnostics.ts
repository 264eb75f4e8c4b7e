import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import { MongoError } from '../errors';
import type { DatabaseNode } from '../node';
import { existing } from '../storage/existing';
import { sizesOf, storageStats, total } from '../storage/collection-stats';
import { validateCollection } from '../storage/validate-collection';
import { namespaceOf, type Command, type Commands } from './command';

const collStats: Command = (command, node) => {
  const { db, name } = namespaceOf(command);
  const collection = node.catalog.find({ db, name }) ?? node.catalog.placeholder;
  return { ns: `${db}.${name}`, ...storageStats(collection), ok: 1 };
};

const dbStats: Command = (command, node) => {
  const collections = node.catalog.inDatabase(command.db);
  const stats = collections.map(sizesOf);
  const objects = stats.reduce((sum, { count }) => sum + count, 0);
  const dataSize = stats.reduce((sum, { size }) => sum + size, 0);
  const indexSize = stats.reduce((sum, { indexSizes }) => sum + total(indexSizes), 0);
  return {
    db: command.db,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize,
    storageSize: dataSize,
    indexes: collections.reduce((sum, { indexes }) => sum + indexes.length + 1, 0),
    indexSize,
    totalSize: dataSize + indexSize,
    scaleFactor: 1,
    ok: 1,
  };
};

/** Every document is looked up in every index, and every entry is accounted for. */
const validate: Command = (command, node) => ({
  ...validateCollection(existing(node.catalog, namespaceOf(command))),
  ok: 1,
});

const hostInfo: Command = () => ({
  system: {
    currentTime: new Date(),
    hostname: hostname(),
    cpuAddrSize: 64,
    memSizeMB: Math.round(totalmem() / 1024 ** 2),
    numCores: cpus().length,
    cpuArch: arch(),
  },
  os: { type: platform(), name: platform(), version: release() },
  extra: {},
  ok: 1,
});

function adminOnly(name: string, db: string): void {
  if (db === 'admin') return;
  throw new MongoError('Unauthorized', `${name} may only be run against the admin database.`);
}

const top: Command = (command, node: DatabaseNode) => {
  adminOnly('top', command.db);
  const none = { time: 0, count: 0 };
  const usage = { total: none, readLock: none, writeLock: none, queries: none, getmore: none };
  return { totals: Object.fromEntries(node.catalog.all().map(({ ns }) => [ns, usage])), ok: 1 };
};

const getLog: Command = (command) => {
  adminOnly('getLog', command.db);
  if (command.value('getLog') === '*') return { names: ['global', 'startupWarnings'], ok: 1 };
  return { totalLinesWritten: 0, log: [], ok: 1 };
};

export const diagnosticCommands: Commands = {
  collStats,
  collstats: collStats,
  dbStats,
  dbstats: dbStats,
  validate,
  hostInfo,
  top,
  getLog,
  whatsmyuri: () => ({ you: '127.0.0.1:0', ok: 1 }),
  getCmdLineOpts: () => ({ argv: ['embedded-mongodb'], parsed: {}, ok: 1 }),
  atlasVersion: () => {
    throw new MongoError('CommandNotFound', "no such command: 'atlasVersion'");
  },
};
