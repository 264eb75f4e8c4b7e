import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** All that states are folded with beside a decider's own code: events, their upcasters, and the words of both. */
const SHARED = ['events', 'kernel'].map((name) => join(__dirname, '..', 'shared', name));
const taken = new Map<string, string>();

/**
 * What the code in a folder is, together with what it folds: any change of it is another fingerprint. It errs on the
 * safe side, since a snapshot too few costs one reading, and one that other code has made would be a wrong state.
 */
export function fingerprintOf(folder: string): string {
  const known = taken.get(folder);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const root of [folder, ...SHARED]) {
    for (const file of codeIn(root)) hash.update(relative(root, file)).update(readFileSync(file));
  }
  const fingerprint = hash.digest('base64url');
  taken.set(folder, fingerprint);
  return fingerprint;
}

function codeIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec|\.d)\.[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
