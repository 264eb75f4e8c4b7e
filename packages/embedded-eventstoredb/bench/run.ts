import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startEventStoreDB } from 'embedded-eventstoredb';
import type { Figures } from './figures';
import { measureLargeLog } from './large-log';
import { measure } from './loads';

const RESULTS = join(__dirname, '..', '..', 'bench', 'results.json');
const GIBIBYTE = 1024 ** 3;

async function onStorage(data: string | undefined): Promise<Figures> {
  const node = await startEventStoreDB({
    port: 0,
    worker: true,
    ...(data !== undefined && { data }),
  });
  const figures = await measure(node.connectionString);
  await node.close();
  return figures;
}

async function onNothing(): Promise<Figures> {
  const worker = new Worker(join(__dirname, 'no-storage.js'));
  const [port] = (await once(worker, 'message')) as [number];
  const figures = await measure(`esdb://127.0.0.1:${port}?tls=false`);
  await worker.terminate();
  return figures;
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

function show(ceiling: Figures, memory: Figures, disk: Figures): void {
  const rows = Object.entries(ceiling).map(([name, most]) => {
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
    const ceiling = await onNothing();
    const disk = await onStorage(join(directory, 'loads'));
    const memory = await onStorage(undefined);
    show(ceiling, memory, disk);
    const largeLog = process.argv.includes('--short')
      ? undefined
      : await measureLargeLog(join(directory, 'large'));
    console.log(largeLog);
    const results = {
      hardware: { ...on, loadAfter: load() },
      noStorage: ceiling,
      memory,
      disk,
      largeLog,
    };
    writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void run();
