import { BSONRegExp } from 'bson';
import { isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { put } from './target';

/** The fields of a filter that its match must equal: what an upsert starts from. */
export function seed(filter: Doc): Doc {
  const document: Doc = {};
  for (const [path, value] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(value)) {
      for (const part of value as Doc[]) Object.assign(document, seed(part));
    } else if (!path.startsWith('$')) plant(document, path, value);
  }
  return document;
}

function equality(value: unknown): unknown {
  const operators = isDoc(value) && Object.keys(value)[0]?.startsWith('$');
  const wanted = operators ? value.$eq : value;
  return wanted instanceof BSONRegExp ? undefined : wanted;
}

function plant(document: Doc, path: string, value: unknown): void {
  const wanted = equality(value);
  if (wanted === undefined) return;
  const segments = path.split('.');
  const last = segments.pop() ?? '';
  let parent = document;
  for (const segment of segments) {
    const inner = parent[segment];
    const next: Doc = isDoc(inner) ? inner : {};
    put(parent, segment, next);
    parent = next;
  }
  put(parent, last, wanted);
}
