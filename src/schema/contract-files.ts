import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The text of each file by the shape that it is named after. */
export type FilesByShape = ReadonlyMap<string, string>;

export interface ContractFiles {
  readonly golden: FilesByShape;
  readonly schemas: FilesByShape;
}

const GOLDEN = 'stored-events';
const SCHEMAS = 'schemas';
const JSON_FILE = '.json';

/** Reads the golden files and committed schemas below a directory; one that is not there holds none. */
export async function readContracts(directory: string): Promise<ContractFiles> {
  return {
    golden: await filesIn(join(directory, GOLDEN)),
    schemas: await filesIn(join(directory, SCHEMAS)),
  };
}

/** Commits one schema. Fails when there is one: a stored shape is never overwritten. */
export async function writeSchema(directory: string, shape: string, text: string): Promise<void> {
  await mkdir(join(directory, SCHEMAS), { recursive: true });
  await writeFile(join(directory, SCHEMAS, shape + JSON_FILE), text, { flag: 'wx' });
}

async function filesIn(folder: string): Promise<FilesByShape> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(JSON_FILE)).sort();
  const files = names.map(async (name) => {
    const text = await readFile(join(folder, name), 'utf8');
    return [name.slice(0, -JSON_FILE.length), text] as const;
  });
  return new Map(await Promise.all(files));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** What a golden file holds; undefined when it is none. */
export function dataIn(text: string): object | undefined {
  const golden = parsed(text);
  if (typeof golden !== 'object' || golden === null || !('data' in golden)) return undefined;
  const { data } = golden;
  return typeof data === 'object' && data !== null ? data : undefined;
}

/** Undefined when it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
