import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Projection } from './projection';

/** What a module takes from its neighbours, compiled or not; types alone are not code. */
const IMPORTED = /(?:require\(|^(?:import|export)(?! type\b)[^'"]*?from )["'](\.[^"']+)["']/gm;
const SUFFIXES = ['.js', '.ts', ''];

const known = new Map<string, string>();

/**
 * Stands for a projection's code: its own file, every file of ours that it imports, and the upcasters that it reads
 * through. Two builds with the same fingerprint hold the same documents.
 */
export function fingerprintOf({ module, version }: Projection<object>): string {
  const code = known.get(module) ?? hashOf([module, ...upcasterModules()]);
  known.set(module, code);
  return `v${version}-${code}`;
}

function upcasterModules(): string[] {
  const history = require.resolve('../../shared/events/history');
  return importsOf(history).filter((file) => /\.upcasters\.[jt]s$/.test(file));
}

function hashOf(modules: readonly string[]): string {
  const found = new Set<string>();
  const ahead = [...modules];
  for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    ahead.push(...importsOf(file));
  }
  const hash = createHash('sha256');
  for (const content of [...found].map(contentOf).sort()) hash.update(content);
  return hash.digest('hex').slice(0, 16);
}

function importsOf(file: string): string[] {
  return [...contentOf(file).matchAll(IMPORTED)].map(([, path = '']) => {
    const target = join(dirname(file), path);
    const found = SUFFIXES.map((suffix) => target + suffix).find(existsSync);
    if (found === undefined) throw new Error(`${file} imports ${path}, which is nowhere`);
    return found;
  });
}

/** Without the line that leads to the source map: it names the file and not what it does. */
function contentOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL.*$/m, '');
}
