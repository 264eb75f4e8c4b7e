import { MongoError } from '../errors';
import type { Doc } from '../bson/convert';
import { T, rawSlice } from '../bson/raw';
import { headOf } from '../aggregate/source';
import type { DatabaseNode } from '../node';
import { Search } from '../query/search';
import { sortFields } from '../query/sort';
import type { Plan } from '../query/planner';
import { CommandBody } from '../wire/command-body';
import type { Command, Commands } from './command';
import { limitOf } from './options';
import { rawDocuments } from './update';

/** What a command looks for. */
interface Question {
  readonly filter: Buffer;
  readonly sort: Doc;
  readonly most: number;
}

function firstOf(command: CommandBody, list: string): Question {
  const [statement] = command.documents(list);
  if (!statement) throw new MongoError('FailedToParse', `explain needs one of '${list}'`);
  const inner = new CommandBody(statement, new Map());
  return { filter: inner.document('q'), sort: inner.doc('sort'), most: Infinity };
}

function questionOf(command: CommandBody): Question {
  switch (command.name) {
    case 'find':
      return {
        filter: command.document('filter'),
        sort: command.doc('sort'),
        most: limitOf(command) + command.number('skip', 0),
      };
    case 'aggregate': {
      const { filter, sort, skip, limit } = headOf(rawDocuments(command.raw('pipeline')));
      return { filter, sort, most: skip + limit };
    }
    case 'count':
    case 'distinct':
    case 'findAndModify':
      return { filter: command.document('query'), sort: command.doc('sort'), most: Infinity };
    case 'update':
      return firstOf(command, 'updates');
    case 'delete':
      return firstOf(command, 'deletes');
    default:
      throw new MongoError(
        'CommandNotFound',
        `Explain failed due to unknown command: ${command.name}`,
      );
  }
}

function accessStage(plan: Plan): Doc {
  const { index } = plan;
  const direction = plan.reverse ? 'backward' : 'forward';
  if (index.id === 0 && !plan.bounded) return { stage: 'COLLSCAN', direction };
  return {
    stage: 'FETCH',
    inputStage: {
      stage: 'IXSCAN',
      keyPattern: index.spec.key,
      indexName: index.name,
      isMultiKey: index.multikey.includes(true),
      isUnique: index.unique || index.id === 0,
      isSparse: index.sparse,
      isPartial: index.partialFilter !== undefined,
      direction,
    },
  };
}

function stagesOf(plan: Plan, sort: Doc, countsKeys: boolean): Doc {
  const access = accessStage(plan);
  if (countsKeys) {
    return {
      stage: 'COUNT',
      inputStage: { ...(access.inputStage as Doc | undefined), stage: 'COUNT_SCAN' },
    };
  }
  return plan.sorted ? access : { stage: 'SORT', sortPattern: sort, inputStage: access };
}

interface Examined {
  readonly returned: number;
  readonly keys: number;
  readonly documents: number;
}

function readAll(search: Search, most: number): Examined {
  const candidates = search.candidates();
  let returned = 0;
  for (const { document } of candidates.read()) {
    if (!search.matcher.matches(document)) continue;
    returned++;
    if (search.plan.sorted && returned >= most) break;
  }
  return { returned, keys: candidates.keysExamined, documents: candidates.docsExamined };
}

/** Runs the search as the command would, and counts. */
function executed(search: Search, stages: Doc, most: number, countsKeys: boolean): Doc {
  const from = performance.now();
  const { returned, keys, documents } = countsKeys
    ? { returned: 0, keys: search.countKeys(), documents: 0 }
    : readAll(search, most);
  const nReturned = Math.min(returned, most);
  return {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - from),
    totalKeysExamined: keys,
    totalDocsExamined: documents,
    executionStages: { ...stages, nReturned, ...(countsKeys ? { nCounted: keys } : {}) },
  };
}

function searchFor(
  node: DatabaseNode,
  command: CommandBody,
  db: string,
  question: Question,
): Search {
  const found = node.catalog.find({ db, name: command.collection() });
  const collection = found ?? node.catalog.placeholder;
  return new Search(node.store, collection, question.filter, sortFields(question.sort));
}

const explain: Command = (command, node) => {
  const raw = command.raw('explain');
  if (raw?.type !== T.document) throw new MongoError('TypeMismatch', 'explain needs a command');
  const inner = new CommandBody(rawSlice(raw), new Map());
  const question = questionOf(inner);
  const search = searchFor(node, inner, command.db, question);
  const countsKeys = inner.name === 'count' && search.isCovered;
  const stages = stagesOf(search.plan, question.sort, countsKeys);
  const planOnly = command.has('verbosity') && command.string('verbosity') === 'queryPlanner';
  return {
    explainVersion: '1',
    queryPlanner: {
      namespace: `${command.db}.${inner.collection()}`,
      parsedQuery: inner.has('filter') ? inner.typed('filter') : {},
      winningPlan: stages,
      rejectedPlans: [],
    },
    ...(planOnly ? {} : { executionStats: executed(search, stages, question.most, countsKeys) }),
    serverInfo: { host: node.address, version: '7.0.0' },
    ok: 1,
  };
};

export const explainCommands: Commands = { explain };
