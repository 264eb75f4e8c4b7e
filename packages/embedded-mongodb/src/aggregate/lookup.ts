import { Aggregator } from 'mingo/aggregator';
import { evalExpr } from 'mingo/core';
import type { Iterator } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { MongoError } from '../errors';
import { isDoc } from '../bson/compare';
import { toBytes, toDoc, type Doc } from '../bson/convert';
import type { DatabaseNode } from '../node';
import { Search } from '../query/search';
import { languageOptions } from '../query/language';
import { someElementAt } from '../query/paths';
import type { Collection } from '../storage/collection';

interface LookupSpec {
  readonly from?: string;
  readonly localField?: string;
  readonly foreignField?: string;
  readonly let?: Doc;
  readonly pipeline?: Doc[];
  readonly as: string;
}

function readSpec(spec: Doc): LookupSpec {
  const { as, from } = spec;
  if (typeof as !== 'string' || (from !== undefined && typeof from !== 'string')) {
    throw new MongoError('FailedToParse', "$lookup needs 'as' and 'from' to be strings");
  }
  return spec as unknown as LookupSpec;
}

function localValues(document: Doc, path: string): unknown[] {
  const values: unknown[] = [];
  someElementAt(document, path.split('.'), (value) => {
    if (!Array.isArray(value)) values.push(value ?? null);
    return false;
  });
  return values.length === 0 ? [null] : values;
}

/** The documents of the other collection that one document joins, before the pipeline. */
function joined(
  node: DatabaseNode,
  foreign: Collection | undefined,
  spec: LookupSpec,
  document: Doc,
): Doc[] {
  if (!foreign) return [];
  const filter =
    spec.localField !== undefined && spec.foreignField !== undefined
      ? { [spec.foreignField]: { $in: localValues(document, spec.localField) } }
      : {};
  const search = new Search(node.store, foreign, toBytes(filter));
  return [...search.documents()].map(toDoc);
}

/** $lookup over the indexes of the other collection, with its pipeline and `let` when given. */
export function lookupStage(node: DatabaseNode, db: string) {
  return (collection: Iterator, expr: Doc, options: Options): Iterator => {
    const spec = readSpec(expr);
    const foreign =
      spec.from === undefined ? undefined : node.catalog.find({ db, name: spec.from });
    return collection.map(((document: Doc) => {
      const documents = joined(node, foreign, spec, document);
      const matches = spec.pipeline ? through(spec, documents, document, options) : documents;
      return { ...document, [spec.as]: matches };
    }) as never);
  };
}

function through(spec: LookupSpec, documents: Doc[], document: Doc, options: Options): Doc[] {
  const bound = isDoc(spec.let) ? (evalExpr(document, spec.let, options) as Doc) : {};
  const variables = { ...options.variables, ...bound };
  const inner = { ...languageOptions(variables), context: options.context };
  const resolver = options.collectionResolver;
  const aggregator = new Aggregator(spec.pipeline ?? [], {
    ...inner,
    ...(resolver ? { collectionResolver: resolver } : {}),
  });
  return aggregator.run<Doc>(documents);
}
