import { MongoError } from '../errors';
import { isDoc } from '../bson/compare';
import { toDoc } from '../bson/convert';
import { Elements } from '../bson/raw';
import { checkNesting } from '../bson/validate';
import { baseOperators } from '../query/language';
import { isStatistics } from './statistics';

/** MongoDB's own limits. */
const MOST_STAGES = 1_000;
const MOST_NESTED = 20;

/** What a stage does, by its name. Throws Location40323. */
export function stageName(stage: Buffer): string {
  const elements = new Elements(stage);
  const name = elements.next() ? elements.name : '';
  if (name === '' || elements.next()) {
    throw new MongoError(
      'Location40323',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  return name;
}

function checkName(name: string, isFirst: boolean, isLast: boolean): void {
  if (isStatistics(name)) {
    if (isFirst) return;
    throw new MongoError(
      'Location40602',
      `${name} is only valid as the first stage in a pipeline.`,
    );
  }
  if (!Object.hasOwn(baseOperators.pipeline ?? {}, name)) {
    throw new MongoError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  }
  if ((name === '$out' || name === '$merge') && !isLast) {
    throw new MongoError('Location40601', `${name} can only be the final stage in the pipeline`);
  }
}

function inner(stage: unknown): unknown[][] {
  if (!isDoc(stage)) return [];
  const { $lookup, $unionWith, $facet } = stage;
  const facets = isDoc($facet) ? Object.values($facet) : [];
  const joined = [$lookup, $unionWith].map((spec) => (isDoc(spec) ? spec.pipeline : undefined));
  return [...facets, ...joined].filter((one) => Array.isArray(one));
}

function checkDepth(stages: readonly unknown[], depth: number): void {
  if (depth > MOST_NESTED) {
    throw new MongoError(
      'MaxSubPipelineDepthExceeded',
      `Maximum number of nested sub-pipelines exceeded. Limit is ${MOST_NESTED}`,
    );
  }
  for (const pipeline of stages.flatMap(inner)) checkDepth(pipeline, depth + 1);
}

/** The names of a pipeline's stages. Throws MongoError for what can be no pipeline, or is too long or nested too deep. */
export function checkStages(stages: readonly Buffer[]): string[] {
  if (stages.length > MOST_STAGES) {
    throw new MongoError(
      'Location7749501',
      `Pipeline length must be no longer than ${MOST_STAGES} stages.`,
    );
  }
  for (const stage of stages) checkNesting(stage);
  const names = stages.map(stageName);
  for (const [i, name] of names.entries()) checkName(name, i === 0, i === names.length - 1);
  checkDepth(stages.map(toDoc), 0);
  return names;
}
