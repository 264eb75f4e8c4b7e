import { evalExpr } from 'mingo/core';
import { Lazy, type Iterator } from 'mingo/lazy';
import { $group as mingoGroup } from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { equalValues, identity, isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { isNumber, type BsonNumber } from '../update/arithmetic';

function keyOf(id: unknown): string {
  if (typeof id === 'string') return `s${id}`;
  if (typeof id === 'number') return `n${id}`;
  if (id === null || id === undefined) return '';
  return isNumber(id) ? keyOfNumber(id) : identity(id);
}

/** The same as of the JavaScript number that it is equal to. */
function keyOfNumber(id: BsonNumber): string {
  const number = Number(id.toString());
  return equalValues(id, number) ? `n${number}` : identity(id);
}

type Getter = (document: Doc) => unknown;

/** A field of the document itself, read directly; anything else is left to the language. */
function getter(expr: unknown, options: Options): Getter {
  if (typeof expr === 'string' && /^\$[^$.][^.]*$/.test(expr)) {
    const name = expr.slice(1);
    return (document) => document[name];
  }
  if (isDoc(expr) && !Object.keys(expr).some((name) => name.startsWith('$'))) {
    const getters = Object.entries(expr).map(
      ([name, one]) => [name, getter(one, options)] as const,
    );
    return (document) => Object.fromEntries(getters.map(([name, get]) => [name, get(document)]));
  }
  return expr === null ? () => null : (document) => evalExpr(document, expr, options);
}

interface Group {
  readonly id: unknown;
  readonly items: Doc[];
}

/** $group by MongoDB's equality: 1, 1.0 and Long 1 are one group, and so are null and missing. */
export function $group(collection: Iterator, spec: Doc, options: Options): Iterator {
  if (!('_id' in spec)) return mingoGroup(collection, spec as never, options);
  const idOf = getter(spec._id, options);
  const rest = Object.entries(spec).filter(([name]) => name !== '_id');
  return collection.transform(((items: Doc[]) => {
    const groups = new Map<string, Group>();
    for (const item of items) {
      const id = idOf(item);
      const key = keyOf(id);
      const group = groups.get(key);
      if (group) group.items.push(item);
      else groups.set(key, { id: id ?? null, items: [item] });
    }
    return Lazy([...groups.values()].map((group) => summary(group, rest, options)));
  }) as never);
}

function summary({ id, items }: Group, fields: [string, unknown][], options: Options): Doc {
  const [document = {}] = mingoGroup(
    Lazy(items),
    { _id: null, ...Object.fromEntries(fields) },
    options,
  ).collect<Doc>();
  return { ...document, _id: id };
}
