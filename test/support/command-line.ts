import { runCommandLine } from '../../src/cli/command-line';
import type { Stores } from './stores';

/** What a command left behind. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Addresses = Pick<Stores, 'eventStoreUrl' | 'mongoUrl'>;

/**
 * Runs commands of `hailstream` in this process, one at a time, on a spec's stores. What they print is caught, and so is the
 * exit code.
 */
export function commandLineOn({ eventStoreUrl, mongoUrl }: Addresses) {
  const run = async (...words: string[]): Promise<Ended> => {
    const restore = onStores({ EVENTSTORE_URL: eventStoreUrl, MONGODB_URL: mongoUrl });
    const [out, err] = [caught(process.stdout), caught(process.stderr)];
    const log = jest.spyOn(console, 'log').mockImplementation(out.line);
    const error = jest.spyOn(console, 'error').mockImplementation(err.line);
    process.exitCode = 0;
    try {
      await runCommandLine(words);
      return { code: exitCode(), out: out.text(), err: err.text() };
    } finally {
      process.exitCode = undefined;
      for (const spy of [log, error]) spy.mockRestore();
      for (const each of [out, err]) each.end();
      restore();
    }
  };

  /** With --json: the one object that it answers with, and its exit code. */
  const answer = async (...words: string[]): Promise<Answered> => {
    const { code, out } = await run(...words, '--json');
    return { code, ...(JSON.parse(out) as object) };
  };
  return { run, answer };
}

// Specs look into answers as a program would: by name, trusting nothing else.
export type Answered = { readonly code: number } & Readonly<Record<string, unknown>>;

function exitCode(): number {
  return Number(process.exitCode);
}

function onStores(variables: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  return () => {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  };
}

function caught(stream: NodeJS.WriteStream) {
  const written: string[] = [];
  const spy = jest.spyOn(stream, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  return {
    line: (...words: unknown[]) => void written.push(`${words.map(String).join(' ')}\n`),
    text: () => written.join(''),
    end: () => spy.mockRestore(),
  };
}
