import { BSON } from 'mongodb';
import type { Difference } from './allowed-differences';

/** A value as text in which the order of fields does not count and values of different types never look alike. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isRecord(value)) {
    const fields = Object.entries(value).filter(([, each]) => each !== undefined);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
  }
  if (value === undefined) return '';
  return isJson(value) ? JSON.stringify(value) : BSON.EJSON.stringify({ value });
}

/** Every field that two documents do not have in common; an absent document is one difference at the empty path. */
export function differencesBetween(
  key: string,
  live: object | undefined,
  built: object | undefined,
): Difference[] {
  const found: Difference[] = [];
  compare('', live, built);
  return found;

  function compare(path: string, a: unknown, b: unknown): void {
    if (canonical(a) === canonical(b)) return;
    const [ours, theirs] = [fieldsOf(a), fieldsOf(b)];
    if (ours && theirs && Array.isArray(ours) === Array.isArray(theirs)) {
      for (const field of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
        compare(below(path, field), ours[field], theirs[field]);
      }
      return;
    }
    found.push({ key, path, kind: kindOf(a, b), live: a, built: b });
  }
}

type Fields = Readonly<Record<string, unknown>>;

const below = (path: string, field: string) => (path === '' ? field : `${path}.${field}`);

function kindOf(live: unknown, built: unknown): Difference['kind'] {
  if (live === undefined) return 'added';
  return built === undefined ? 'removed' : 'changed';
}

/** What can be told apart one by one: the fields of a record, the items of a list. */
function fieldsOf(value: unknown): Fields | undefined {
  return isRecord(value) || Array.isArray(value) ? (value as Fields) : undefined;
}

function isRecord(value: unknown): value is Fields {
  return (
    value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
  );
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
