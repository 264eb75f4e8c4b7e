import { Aggregator } from 'mingo/aggregator';
import { Context } from 'mingo/core';
import type { Iterator } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { checkTime } from '../deadline';
import { MongoError } from '../errors';
import { toBytes, toDoc, type Doc } from '../bson/convert';
import type { DatabaseNode } from '../node';
import { baseOperators, exactOperators, languageOptions } from '../query/language';
import type { Namespace } from '../storage/namespace';
import { checkStages, stageName } from './check-stages';
import { toExactDoc } from './exact-numbers';
import { keepsTypes } from './exact-pipelines';
import { $group } from './group';
import { lookupStage } from './lookup';
import { writeMerge, writeOut } from './output';
import { readSource } from './source';
import { $bucket, $count, $sortByCount, sortStage } from './stages';

type Stage = (collection: Iterator, expr: never, options: Options) => Iterator;

/** The same stages, looking at the clock for every document they hand on. */
function timed(stages: Doc): Doc {
  return Object.fromEntries(
    Object.entries(stages as Record<string, Stage>).map(([name, stage]) => [
      name,
      (collection: Iterator, expr: never, options: Options) =>
        stage(collection, expr, options).map((document: unknown) => {
          checkTime();
          return document;
        }),
    ]),
  );
}

function contextFor(
  node: DatabaseNode,
  db: string,
  sortBytes: number,
  operators: typeof baseOperators,
): Context {
  return Context.init({
    ...operators,
    pipeline: timed({
      ...operators.pipeline,
      $sort: sortStage(sortBytes),
      $count,
      $bucket,
      $sortByCount,
      $group,
      $lookup: lookupStage(node, db),
    }) as never,
  });
}

function optionsFor(
  node: DatabaseNode,
  db: string,
  variables: Doc,
  sortBytes: number,
  operators: typeof baseOperators,
): Partial<Options> {
  const decoded = new Map<string, Doc[]>();
  const read = (name: string): Doc[] => {
    const collection = node.catalog.find({ db, name });
    return collection ? Array.from(collection.documents(), ({ value }) => toDoc(value)) : [];
  };
  return {
    ...languageOptions(variables),
    context: contextFor(node, db, sortBytes, operators),
    collectionResolver: (name) => {
      const documents = decoded.get(name) ?? read(name);
      decoded.set(name, documents);
      return documents;
    },
  };
}

function operandOf(stage: Buffer): unknown {
  return Object.values(toDoc(stage))[0];
}

async function output(
  node: DatabaseNode,
  db: string,
  stage: Buffer,
  documents: readonly Buffer[],
): Promise<void> {
  const operand = operandOf(stage);
  if (stageName(stage) === '$out') await writeOut(node, db, operand, documents);
  else await writeMerge(node, db, operand, documents);
}

function compute(
  documents: readonly Buffer[],
  stages: readonly Buffer[],
  optionsWith: (operators: typeof baseOperators) => Partial<Options>,
): readonly Buffer[] {
  if (stages.length === 0) return documents;
  const decoded = stages.map(toDoc);
  const exact = keepsTypes(decoded);
  const options = optionsWith(exact ? exactOperators : baseOperators);
  const aggregator = new Aggregator(decoded, options);
  return aggregator.run<Doc>(documents.map(exact ? toExactDoc : toDoc)).map(toBytes);
}

/**
 * Runs an aggregation to its end: the resulting documents, or the promise of having written them. A sort in it holds at
 * most `sortBytes`. Throws MongoError.
 */
export function runPipeline(
  node: DatabaseNode,
  namespace: Namespace,
  stages: readonly Buffer[],
  variables: Doc,
  sortBytes: number,
): readonly Buffer[] | Promise<void> {
  const last = checkStages(stages).at(-1);
  const writes = last === '$out' || last === '$merge';
  if (writes && node.store.view) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `Stage not supported inside of a multi-document transaction: ${last}`,
    );
  }
  const reading = writes ? stages.slice(0, -1) : stages;
  const { documents, rest } = readSource(node, namespace, reading, { variables, sortBytes });
  const result = compute(documents, rest, (operators) =>
    optionsFor(node, namespace.db, variables, sortBytes, operators),
  );
  return writes ? output(node, namespace.db, stages.at(-1) as Buffer, result) : result;
}
