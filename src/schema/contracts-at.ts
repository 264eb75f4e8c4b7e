import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { FilesByShape } from './contract-files';

const git = promisify(execFile);
const SCHEMAS = 'test/contracts/schemas';

/** The name does not lead to a commit of this checkout, or this is no checkout. */
export class NoSuchRevision extends Error {
  constructor(revision: string, cause: unknown) {
    super(`git knows no schemas at ${revision}`, { cause });
  }
}

/**
 * The schemas as they were committed at a revision, by the names of their shapes.
 * @throws NoSuchRevision
 */
export async function schemasAt(root: string, revision: string): Promise<FilesByShape> {
  const run = async (...args: string[]) =>
    (await git('git', ['-C', root, ...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  try {
    // Verified first: a revision must not be able to pass for an option.
    const commit = (
      await run('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`)
    ).trim();
    const names = (await run('ls-tree', '--name-only', commit, `${SCHEMAS}/`)).split('\n');
    const files = names.filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(
      files.map(async (name) => {
        const text = await run('show', `${commit}:${name}`);
        return [basename(name, '.json'), text] as const;
      }),
    );
    return new Map(texts);
  } catch (cause) {
    throw new NoSuchRevision(revision, cause);
  }
}
