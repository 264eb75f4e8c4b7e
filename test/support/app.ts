import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src/server';
import type { Configuration } from '../../src/shared/configuration';
import { LocalKeys } from '../../src/shared/identity/local-keys';
import type { Role } from '../../src/shared/kernel/actor';
import { personalKeyFile } from '../../src/shared/personal/keyed';
import { startStores, type Stores } from './stores';

export const TOKEN_RULES = { issuer: 'hailstream-spec', audience: 'hailstream-spec' };

/** One answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly type: string;
  /** What the JSON holds; the text as it is when it is none. */
  readonly body: Body;
}

// Specs look into answers as a client would: by name, trusting nothing else.
export type Body = Readonly<Record<string, unknown>>;

export interface Asked {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole application, listening on a free port, on stores of its own. */
export interface App {
  readonly url: string;
  readonly stores: Stores;
  readonly keys: LocalKeys;
  readonly token: (role: Role, id: string) => Promise<string>;
  readonly ask: (method: string, path: string, asked?: Asked) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

async function startApp(change: Partial<Configuration> = {}): Promise<App> {
  const directory = await mkdtemp(join(tmpdir(), 'hailstream-spec-'));
  const stores = await startStores();
  const keys = await LocalKeys.in(directory);
  const { eventStoreUrl, mongoUrl } = stores;
  const server = await startServer({
    ...{ eventStoreUrl, mongoUrl, host: '127.0.0.1', port: 0 },
    personalKeyFile: personalKeyFile(process.env),
    ...{ jwksUrl: keys.jwksUrl, tokenRules: TOKEN_RULES },
    ...{ roles: ['write', 'read', 'project', 'process'], queryWaitMs: 5000, maxInFlight: 1000 },
    ...{ changedProjections: 'serve-old', rememberedStreams: 10_000, telemetryDays: 30 },
    ...{ dispatchStrategy: 'batch-v1', dispatchRegions: [], queueZones: [1, 132, 138] },
    ...change,
  });
  return {
    ...{ url: server.url, stores, keys },
    token: (type, id) => keys.token({ type, id }, TOKEN_RULES),
    ask: (method, path, asked) => ask(server.url + path, method, asked),
    close: async () => {
      await server.close();
      await stores.close();
      await rm(directory, { recursive: true });
    },
  };
}

type Change = Partial<Configuration>;

/**
 * Starts it before the specs of a file and closes it behind.
 * @param change what is unlike usual, or how to know it by then
 */
export function useApp(change: Change | (() => Promise<Change>) = {}): () => App {
  let app: App | undefined;
  beforeAll(async () => {
    app = await startApp(typeof change === 'function' ? await change() : change);
  });
  afterAll(async () => app?.close());
  return () => {
    if (!app) throw new Error('The application is there from beforeAll on');
    return app;
  };
}

async function ask(
  url: string,
  method: string,
  { token, body, headers }: Asked = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, headers: response.headers, type, body: parsed(text) };
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return { text };
  }
}
