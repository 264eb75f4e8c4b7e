import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../src/shared/project-root';
import type { Figure } from './benchmark';
import { hardware, type Hardware } from './hardware';

const FILE = join(projectRoot, 'bench', 'results.json');

/** What one benchmark printed, and on which machine. */
interface Result {
  readonly measuredAt: string;
  readonly hardware: Hardware;
  readonly figures: readonly (Figure & { readonly ratio: number | null })[];
}

export function line({ what, value, unit, against, target }: Figure): string {
  const rival = against ? `${shown(against.value, unit)} ${against.what}` : '';
  const ratio = against ? (value / against.value).toFixed(2) : '';
  const columns = [what.padEnd(58), shown(value, unit).padStart(14), ratio.padStart(7)];
  return `${columns.join('  ')}  ${rival.padEnd(56)}  ${target ?? ''}`.trimEnd();
}

export const header = [
  'figure'.padEnd(58),
  'value'.padStart(14),
  'ratio'.padStart(7),
  `${'against, in the same run'.padEnd(56)}  target`,
].join('  ');

function shown(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : 2;
  const number = value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit.startsWith('/') ? `${number}${unit}` : `${number} ${unit}`;
}

/** Replaces the figures of the benchmarks that ran and keeps those of the others. */
export async function keep(measured: ReadonlyMap<string, readonly Figure[]>): Promise<void> {
  const kept = await readFile(FILE, 'utf8').catch(() => '{}');
  const results = JSON.parse(kept) as Record<string, Result>;
  const measuredAt = new Date().toISOString();
  for (const [name, figures] of measured) {
    const withRatios = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure) }));
    results[name] = { measuredAt, hardware: hardware(), figures: withRatios };
  }
  await writeFile(FILE, `${JSON.stringify(results, null, 2)}\n`);
}

function ratioOf({ value, against }: Figure): number | null {
  return against ? Math.round((value / against.value) * 1000) / 1000 : null;
}
