import { Context } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as pipelines from 'mingo/operators/pipeline';
import * as projections from 'mingo/operators/projection';
import * as queries from 'mingo/operators/query';
import * as windows from 'mingo/operators/window';
import type { Options } from 'mingo/types';
import { accumulatorOperators, expressionOperators } from '../aggregate/operators';
import { exactConditions } from '../aggregate/exact-conditions';
import { exactAccumulators, exactExpressions } from '../aggregate/exact-operators';
import { regexOperators } from '../aggregate/regex-operators';
import { arrayOperators } from './array-operators';
import { comparisonOperators } from './comparison-operators';
import { compileSchema } from './json-schema';

type Operators = NonNullable<Parameters<typeof Context.init>[0]>;

/** mingo's operators, with those replaced in which it differs from MongoDB. */
export const baseOperators: Operators = {
  accumulator: { ...accumulators, ...accumulatorOperators },
  expression: { ...expressions, ...expressionOperators, ...regexOperators },
  pipeline: pipelines,
  projection: projections,
  query: { ...queries, ...comparisonOperators, ...arrayOperators },
  window: windows,
};

/** The same for documents whose numbers keep their types, in pipelines that {@link keepsTypes}. */
export const exactOperators: Operators = {
  ...baseOperators,
  accumulator: { ...baseOperators.accumulator, ...exactAccumulators },
  expression: { ...baseOperators.expression, ...exactExpressions, ...exactConditions },
};

const context = Context.init(baseOperators);
export const exactContext = Context.init(exactOperators);

function jsonSchemaValidator(schema: Record<string, unknown>): (document: unknown) => boolean {
  const rule = compileSchema(schema);
  return (document) => rule(document) === undefined;
}

/** Options for mingo: JavaScript of clients is never run. */
export function languageOptions(variables: Record<string, unknown> = {}): Partial<Options> {
  return { context, scriptEnabled: false, variables, jsonSchemaValidator };
}
