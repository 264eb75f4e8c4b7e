import { Query } from 'mingo/query';
import { MongoError } from '../errors';
import { isDoc } from '../bson/compare';
import { toDoc, toTypedDoc, type Doc } from '../bson/convert';
import { languageOptions } from '../query/language';
import type { Positions } from './target';

function arrayAt(document: Doc, path: string): unknown[] | undefined {
  let value: unknown = document;
  for (const segment of path.split('.')) value = isDoc(value) ? value[segment] : undefined;
  return Array.isArray(value) ? (value as unknown[]) : undefined;
}

/** The same document with only one element in the array at `path`. */
function withOnly(document: Doc, path: readonly string[], element: unknown): Doc {
  const [name = '', ...rest] = path;
  const inner = document[name];
  if (rest.length === 0) return { ...document, [name]: [element] };
  return { ...document, [name]: withOnly(isDoc(inner) ? inner : {}, rest, element) };
}

function conditionsOn(filter: Doc, path: string): Doc[] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (name === '$and' && Array.isArray(value)) {
      return (value as Doc[]).flatMap((part) => conditionsOn(part, path));
    }
    return name === path || name.startsWith(`${path}.`) ? [{ [name]: value }] : [];
  });
}

function firstMatch(filter: Doc, document: Doc, path: string): number {
  const queries = conditionsOn(filter, path).map((one) => new Query(one, languageOptions()));
  const array = arrayAt(document, path);
  if (queries.length === 0 || !array) {
    throw new MongoError(
      'BadValue',
      'The positional operator did not find the match needed from the query.',
    );
  }
  const segments = path.split('.');
  const matches = (element: unknown) =>
    queries.some((query) => query.test(withOnly(document, segments, element)));
  const all = array.findIndex(
    (element) =>
      matches(element) &&
      queries.every((query) => query.test(withOnly(document, segments, element))),
  );
  return all === -1 ? Math.max(0, array.findIndex(matches)) : all;
}

function elementFilters(
  arrayFilters: readonly Buffer[],
): Map<string, (element: unknown) => boolean> {
  const found = new Map<string, (element: unknown) => boolean>();
  for (const filter of arrayFilters.map(toDoc)) {
    const names = identifiersIn(filter);
    const [name] = names;
    if (name === undefined || names.length > 1) {
      throw new MongoError(
        'FailedToParse',
        'Error parsing array filter: Expected a single top-level field name',
      );
    }
    if (found.has(name)) {
      throw new MongoError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    }
    const query = new Query(filter, languageOptions());
    found.set(name, (element) => query.test({ [name]: element }));
  }
  return found;
}

function identifiersIn(filter: Doc): string[] {
  const names = Object.entries(filter).flatMap(([name, value]) =>
    name.startsWith('$') && Array.isArray(value)
      ? (value as Doc[]).flatMap(identifiersIn)
      : [name.split('.')[0] ?? ''],
  );
  return [...new Set(names)];
}

/** What the positional operators of one update statement mean. Throws FailedToParse for bad arrayFilters. */
export class UpdatePositions {
  private readonly filters: Map<string, (element: unknown) => boolean>;

  constructor(
    private readonly filter: Buffer,
    arrayFilters: readonly Buffer[],
  ) {
    this.filters = elementFilters(arrayFilters);
  }

  /** For one document: `$` is found in it as it was before the update. */
  in(before: Buffer): Positions {
    return {
      first: (path) => firstMatch(toDoc(this.filter), toTypedDoc(before), path),
      matching: (identifier) => {
        const test = this.filters.get(identifier);
        if (test) return test;
        throw new MongoError(
          'BadValue',
          `No array filter found for identifier '${identifier}' in path`,
        );
      },
    };
  }
}
