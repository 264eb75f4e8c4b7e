import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projections } from '../src/read/projections';
import { withReadEngine, type StoreUrls } from './read-engine';

const KIB = 1024;

/** The most memory that a process of its own holds while it rebuilds all read models, in bytes. */
export async function peakMemory({ eventStoreUrl, mongoUrl }: StoreUrls): Promise<number> {
  const env = { ...process.env, EVENTSTORE_URL: eventStoreUrl, MONGODB_URL: mongoUrl };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...process.execArgv, __filename],
    { env },
  );
  return Number(stdout);
}

async function rebuildAll(): Promise<void> {
  const { EVENTSTORE_URL = '', MONGODB_URL = '' } = process.env;
  await withReadEngine({ eventStoreUrl: EVENTSTORE_URL, mongoUrl: MONGODB_URL }, ({ rebuild }) =>
    rebuild.run(projections, {}, () => undefined),
  );
  console.log(process.resourceUsage().maxRSS * KIB);
}

if (require.main === module) void rebuildAll();
