import { isDoc } from '../bson/compare';
import { toBytes, toDoc, type Doc } from '../bson/convert';
import { Elements, T, rawSlice } from '../bson/raw';
import type { DatabaseNode } from '../node';
import { countMatches, find, type FindSpec } from '../query/find';
import { Search } from '../query/search';
import { sortFields } from '../query/sort';
import type { Collection } from '../storage/collection';
import type { Namespace } from '../storage/namespace';
import { isStatistics, statisticsOf } from './statistics';

/** What of a pipeline the query planner takes over: the documents to begin with, and the stages left to do. */
export interface Source {
  readonly documents: readonly Buffer[];
  readonly rest: readonly Buffer[];
}

const EVERYTHING = Buffer.from([5, 0, 0, 0, 0]);

interface Head {
  filter: Buffer;
  sort: Doc;
  skip: number;
  limit: number;
  taken: number;
}

function readStage(stage: Buffer): { name: string; operand: unknown; raw: Buffer | undefined } {
  const elements = new Elements(stage);
  elements.next();
  const raw = elements.type === T.document ? rawSlice(elements.value()) : undefined;
  return { name: elements.name, operand: Object.values(toDoc(stage))[0], raw };
}

/** Later stages of a kind than these positions cannot move before earlier ones. */
const ORDER = ['$match', '$sort', '$skip', '$limit'];

function absorb(head: Head, { name, operand, raw }: ReturnType<typeof readStage>): void {
  if (name === '$match' && raw) head.filter = raw;
  else if (name === '$sort' && isDoc(operand)) head.sort = operand;
  else if (name === '$skip') head.skip = Number(operand);
  else if (name === '$limit') head.limit = Number(operand);
}

/** What of the beginning of a pipeline can be asked of the planner. */
export function headOf(stages: readonly Buffer[]): Head {
  const head: Head = { filter: EVERYTHING, sort: {}, skip: 0, limit: Infinity, taken: 0 };
  let position = -1;
  for (const bytes of stages) {
    const stage = readStage(bytes);
    const next = ORDER.indexOf(stage.name);
    if (next <= position) break;
    position = next;
    absorb(head, stage);
    head.taken++;
  }
  return head;
}

interface CountField {
  readonly id: unknown;
  readonly name: string;
}

function isCounter(sum: unknown): boolean {
  return isDoc(sum) && sum.$sum === 1 && Object.keys(sum).length === 1;
}

function isConstant(id: unknown): boolean {
  return id === null || typeof id === 'number';
}

/** `{ $group: { _id: <constant>, n: { $sum: 1 } } }`, which is how drivers count. */
function countField(stage: Buffer): CountField | undefined {
  const { name, operand } = readStage(stage);
  if (name !== '$group' || !isDoc(operand)) return undefined;
  const { _id: id, ...others } = operand;
  const [first, more] = Object.entries(others);
  const counts = isConstant(id) && !more && isCounter(first?.[1]);
  return counts && first ? { id, name: first[0] } : undefined;
}

function counted(
  node: DatabaseNode,
  collection: Collection,
  head: Head,
  stages: readonly Buffer[],
  variables: Doc,
): Source | undefined {
  const stage = stages[head.taken];
  const field = stage && countField(stage);
  if (!field) return undefined;
  const all = countMatches(node.store, collection, head.filter, variables);
  const n = Math.min(Math.max(0, all - head.skip), head.limit);
  const documents = n > 0 ? [toBytes({ _id: field.id, [field.name]: n })] : [];
  return { documents, rest: stages.slice(head.taken + 1) };
}

/** Reads what a pipeline begins with, through indexes where they help. */
export function readSource(
  node: DatabaseNode,
  namespace: Namespace,
  stages: readonly Buffer[],
  limits: Pick<FindSpec, 'variables' | 'sortBytes'>,
): Source {
  const { variables = {} } = limits;
  const head = headOf(stages);
  const collection = node.catalog.find(namespace);
  if (!collection) {
    new Search(node.store, node.catalog.placeholder, head.filter, [], variables);
    return { documents: [], rest: stages.slice(head.taken) };
  }
  const [first] = stages.slice(0, 1).map(readStage);
  if (first && isStatistics(first.name)) {
    const documents = statisticsOf(node, collection, first.name, first.operand);
    return { documents, rest: stages.slice(1) };
  }
  const count = counted(node, collection, head, stages, variables);
  if (count) return count;
  const stream = find(node.store, collection, {
    filter: head.filter,
    sort: sortFields(head.sort),
    skip: head.skip,
    limit: head.limit,
    projection: (document) => document,
    ...limits,
  });
  return { documents: stream.take(Infinity, Infinity), rest: stages.slice(head.taken) };
}
