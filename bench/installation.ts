import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from '../src/first-run/data-directory';
import { startEmbeddedNodes, type Stores } from '../src/first-run/embedded-nodes';
import { startServer } from '../src/server';
import { configurationFrom, type ProcessRole } from '../src/shared/configuration';
import { LocalKeys } from '../src/shared/identity/local-keys';

export interface Installation {
  readonly stores: Stores;
  /** Of the HTTP server, and a token of the role `system` for it. */
  readonly url: string;
  readonly token: string;
}

export const RULES = { issuer: 'hailstream', audience: 'hailstream' };

/** Both databases on disk in a directory of their own, for as long as they are used. */
export async function withStores<T>(
  use: (stores: Stores, directory: DataDirectory) => Promise<T>,
): Promise<T> {
  const path = await mkdtemp(join(process.env.BENCH_DATA ?? tmpdir(), 'hailstream-bench-'));
  const directory = new DataDirectory(path);
  const stores = await startEmbeddedNodes(directory);
  try {
    return await use(stores, directory);
  } finally {
    await stores.close();
    await rm(path, { recursive: true, force: true });
  }
}

/** One process of the real application with these roles, on `stores`. */
export async function withServer<T>(
  stores: Stores,
  directory: DataDirectory,
  roles: readonly ProcessRole[],
  use: (installation: Installation) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
): Promise<T> {
  const keys = await LocalKeys.in(directory.identity);
  const configuration = configurationFrom({
    EVENTSTORE_URL: stores.eventStoreUrl,
    MONGODB_URL: stores.mongoUrl,
    JWKS_URL: keys.jwksUrl,
    HAILSTREAM_ROLES: roles.join(','),
    PORT: '0',
    ...environment,
  });
  const server = await startServer(configuration);
  try {
    const token = await keys.token({ type: 'system', id: 'bench' }, RULES);
    return await use({ stores, url: server.url, token });
  } finally {
    await server.close();
  }
}
