import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEventStoreDB } from 'embedded-eventstoredb';
import { median, type Figure, type Figures } from './figures';
import { measureLargeLog } from './large-log';
import { LOADS, prepare } from './loads';

const RESULTS = join(__dirname, '..', '..', 'bench', 'results.json');
const ROUNDS = 3;
const GIBIBYTE = 1024 ** 3;

interface Server {
  connectionString: string;
  close: () => Promise<unknown>;
}

const KINDS = ['noStorage', 'memory', 'disk'] as const;
type Kind = (typeof KINDS)[number];

function onStorage(data?: string): Promise<Server> {
  return startEventStoreDB({ port: 0, worker: true, ...(data !== undefined && { data }) });
}

async function onNothing(): Promise<Server> {
  const worker = new Worker(join(__dirname, 'no-storage.js'));
  const [port] = (await once(worker, 'message')) as [number];
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    close: () => worker.terminate(),
  };
}

/** All servers get each load in turn, several times over, so that what else the machine does hits them alike. */
async function measure(clients: Record<Kind, EventStoreDBClient>): Promise<Record<Kind, Figures>> {
  const measured: Record<Kind, Figures> = { noStorage: {}, memory: {}, disk: {} };
  for (const kind of KINDS) await prepare(clients[kind]);
  for (const { name, run } of LOADS) {
    const rounds: Record<Kind, Figure[]> = { noStorage: [], memory: [], disk: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of KINDS) rounds[kind].push(await run(clients[kind], round));
    }
    for (const kind of KINDS) measured[kind][name] = median(rounds[kind]);
  }
  return measured;
}

async function measureServers(data: string): Promise<Record<Kind, Figures>> {
  const [noStorage, memory, disk] = await Promise.all([onNothing(), onStorage(), onStorage(data)]);
  const clientOf = ({ connectionString }: Server) =>
    EventStoreDBClient.connectionString(connectionString);
  const clients = {
    noStorage: clientOf(noStorage),
    memory: clientOf(memory),
    disk: clientOf(disk),
  };
  const measured = await measure(clients);
  for (const kind of KINDS) await clients[kind].dispose();
  for (const server of [noStorage, memory, disk]) await server.close();
  return measured;
}

function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

function hardware() {
  return {
    node: process.version,
    processors: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / GIBIBYTE)} GiB`,
    loadBefore: load(),
  };
}

function show({ noStorage, memory, disk }: Record<Kind, Figures>): void {
  const rows = Object.entries(noStorage).map(([name, most]) => {
    const { perSecond = 0, p50, p99 } = disk[name] ?? {};
    const ratio = (perSecond / most.perSecond).toFixed(2);
    const inMemory = memory[name]?.perSecond;
    const latency = `${p50 ?? ''} / ${p99 ?? ''}`;
    return { name, ceiling: most.perSecond, memory: inMemory, disk: perSecond, ratio, latency };
  });
  console.table(rows);
}

async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-eventstoredb-bench-'));
  const on = hardware();
  console.log(on);
  try {
    const measured = await measureServers(join(directory, 'loads'));
    show(measured);
    const largeLog = process.argv.includes('--short')
      ? undefined
      : await measureLargeLog(join(directory, 'large'));
    console.log(largeLog);
    const results = {
      hardware: { ...on, loadAfter: load() },
      ...measured,
      largeLog,
    };
    writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void run();
