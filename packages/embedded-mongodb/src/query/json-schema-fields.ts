import { MongoError } from '../errors';
import { isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { safeTest } from './safe-regex';

/** What a document does not keep to, as `errInfo.details` tells it; undefined when it does. */
export type Rule = (value: unknown) => Doc | undefined;
export type Keyword = (operand: unknown, schema: Doc) => Rule;

/** Throws FailedToParse. */
export function invalid(message: string): never {
  throw new MongoError('FailedToParse', `$jsonSchema ${message}`);
}

type Compile = (schema: unknown) => Rule;

function failures(found: [string, Doc | undefined][]): Doc[] {
  return found.flatMap(([propertyName, details]) =>
    details ? [{ propertyName, details: details.schemaRulesNotSatisfied ?? [details] }] : [],
  );
}

const properties =
  (compile: Compile): Keyword =>
  (operand) => {
    if (!isDoc(operand)) return invalid("keyword 'properties' must be an object");
    const rules = Object.entries(operand).map(([name, schema]) => [name, compile(schema)] as const);
    return (value) => {
      if (!isDoc(value)) return undefined;
      const present = rules.filter(([name]) => Object.hasOwn(value, name));
      const failed = failures(present.map(([name, rule]) => [name, rule(value[name])]));
      return failed.length === 0 ? undefined : { propertiesNotSatisfied: failed };
    };
  };

function patternsOf(operand: unknown): [RegExp, unknown][] {
  if (operand === undefined) return [];
  if (!isDoc(operand)) return invalid("keyword 'patternProperties' must be an object");
  return Object.entries(operand).map(([source, schema]) => [new RegExp(source, 'u'), schema]);
}

const patternProperties =
  (compile: Compile): Keyword =>
  (operand) => {
    const rules = patternsOf(operand).map(
      ([pattern, schema]) => [pattern, compile(schema)] as const,
    );
    return (value) => {
      if (!isDoc(value)) return undefined;
      const failed = rules.flatMap(([pattern, rule]) =>
        Object.entries(value)
          .filter(([name, inner]) => safeTest(pattern, name) && rule(inner) !== undefined)
          .map(([propertyName]) => ({ propertyName, regexMatched: pattern.source })),
      );
      return failed.length === 0 ? undefined : { details: failed };
    };
  };

const additionalProperties =
  (compile: Compile): Keyword =>
  (operand, schema) => {
    const known = new Set(Object.keys(isDoc(schema.properties) ? schema.properties : {}));
    const patterns = patternsOf(schema.patternProperties).map(([pattern]) => pattern);
    const rule = isDoc(operand) ? compile(operand) : () => (operand === false ? {} : undefined);
    return (value) => {
      if (!isDoc(value)) return undefined;
      const more = Object.keys(value).filter(
        (name) => !known.has(name) && !patterns.some((pattern) => safeTest(pattern, name)),
      );
      const bad = more.filter((name) => rule(value[name]) !== undefined);
      return bad.length === 0 ? undefined : { additionalProperties: bad };
    };
  };

const required: Keyword = (operand) => {
  if (!Array.isArray(operand)) return invalid("keyword 'required' must be an array");
  return (value) => {
    const missing = isDoc(value) ? operand.filter((one) => !Object.hasOwn(value, String(one))) : [];
    return missing.length === 0 ? undefined : { missingProperties: missing };
  };
};

/** The keywords about the fields of a document; `compile` is for the schemas within them. */
export function fieldKeywords(compile: Compile): Record<string, Keyword> {
  return {
    required,
    properties: properties(compile),
    patternProperties: patternProperties(compile),
    additionalProperties: additionalProperties(compile),
  };
}
