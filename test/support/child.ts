import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Ended } from './command-line';
import type { Stores } from './stores';

/** A process of the built application, as an operator or a machine starts it. */
export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended & { readonly signal: NodeJS.Signals | null }>;
}

/** @param script below `dist/src`, built before: `cli.js`, `main.js` */
export function childOn(
  { eventStoreUrl, mongoUrl }: Pick<Stores, 'eventStoreUrl' | 'mongoUrl'>,
  script: string,
  words: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Child {
  const stores = { EVENTSTORE_URL: eventStoreUrl, MONGODB_URL: mongoUrl };
  const child = spawn(
    process.execPath,
    [join(__dirname, '..', '..', 'dist', 'src', script), ...words],
    { env: { ...process.env, ...stores, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [out, err] = [[] as string[], [] as string[]];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const ended = new Promise<Awaited<Child['ended']>>((resolve) => {
    child.on('close', (code, signal) =>
      resolve({ code: code ?? -1, signal, out: out.join(''), err: err.join('') }),
    );
  });
  return { process: child, ended };
}
