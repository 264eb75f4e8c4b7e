import type { Difference } from '../read/engine/rebuild/allowed-differences';
import type { Compared } from '../read/engine/rebuild/tally';

const MOST_SHOWN = 20;

/** The first differences, field by field. */
export function differencesInWords({ differences, differing, refused }: Compared): string[] {
  return [
    `${differing} documents differ, ${refused} of them in ways that nobody allowed:`,
    ...listed(differences),
  ];
}

export function listed(differences: readonly Difference[]): string[] {
  const shown = differences.slice(0, MOST_SHOWN).map(inWords);
  const more = differences.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more: --json lists them`] : [])];
}

function inWords({ key, path, kind, live, built }: Difference): string {
  const where = path === '' ? `${key}: the document` : `${key}: ${path}`;
  switch (kind) {
    case 'added':
      return `  ${where} is missing, should be ${JSON.stringify(built)}`;
    case 'removed':
      return `  ${where} is ${JSON.stringify(live)}, should not be there`;
    case 'changed':
      return `  ${where} is ${JSON.stringify(live)}, should be ${JSON.stringify(built)}`;
  }
}
