import { equalValues, identity, isDoc, compareValues } from '../bson/compare';
import { fieldKeywords, invalid, type Keyword, type Rule } from './json-schema-fields';
import { safeTest } from './safe-regex';
import { typeName, typeTest } from './type-names';

const JSON_TYPES: Readonly<Record<string, string>> = { boolean: 'bool' };

function when(applies: (value: unknown) => boolean, holds: (value: never) => boolean): Rule {
  return (value) => (!applies(value) || holds(value as never) ? undefined : {});
}

const isNumber = (value: unknown) =>
  ['int', 'long', 'double', 'decimal'].includes(typeName(value)) && value !== undefined;
const isText = (value: unknown): value is string => typeof value === 'string';

function limit(holds: (compared: number) => boolean): Keyword {
  return (operand) => when(isNumber, (value) => holds(compareValues(value, operand)));
}

function sizeOf(value: unknown): number {
  return isDoc(value) ? Object.keys(value).length : Array.from(value as string).length;
}

function size(applies: (v: unknown) => boolean, holds: (n: number, most: number) => boolean) {
  return (operand: unknown): Rule =>
    when(applies, (value) => holds(sizeOf(value), Number(operand)));
}

function schemas(operand: unknown): Rule[] {
  return Array.isArray(operand) ? operand.map(compileSchema) : invalid('needs an array of schemas');
}

function passing(rules: Rule[], value: unknown): number {
  return rules.filter((rule) => rule(value) === undefined).length;
}

function counted(holds: (passed: number, all: number) => boolean): Keyword {
  return (operand) => {
    const rules = schemas(operand);
    return (value) => (holds(passing(rules, value), rules.length) ? undefined : {});
  };
}

const items: Keyword = (operand) => {
  const rules = Array.isArray(operand) ? operand.map(compileSchema) : compileSchema(operand);
  return when(Array.isArray, (value: unknown[]) =>
    value.every((one, i) => {
      const rule = Array.isArray(rules) ? rules[i] : rules;
      return rule?.(one) === undefined;
    }),
  );
};

const types =
  (nameOf: (name: unknown) => unknown): Keyword =>
  (operand) => {
    const test = typeTest((Array.isArray(operand) ? operand : [operand]).map(nameOf));
    return (value) =>
      test(value) ? undefined : { consideredValue: value, consideredType: typeName(value) };
  };

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  bsonType: types((name) => name),
  type: types((name) => JSON_TYPES[String(name)] ?? name),
  ...fieldKeywords((schema) => compileSchema(schema)),
  items,
  enum: (operand) => (value) =>
    Array.isArray(operand) && operand.some((one) => equalValues(one, value)) ? undefined : {},
  minimum: (operand, schema) =>
    limit((c) => (schema.exclusiveMinimum === true ? c > 0 : c >= 0))(operand, schema),
  maximum: (operand, schema) =>
    limit((c) => (schema.exclusiveMaximum === true ? c < 0 : c <= 0))(operand, schema),
  minLength: size(isText, (n, least) => n >= least),
  maxLength: size(isText, (n, most) => n <= most),
  minItems: size(Array.isArray, (n, least) => n >= least),
  maxItems: size(Array.isArray, (n, most) => n <= most),
  minProperties: size(isDoc, (n, least) => n >= least),
  maxProperties: size(isDoc, (n, most) => n <= most),
  uniqueItems: (operand) =>
    when(
      Array.isArray,
      (v: unknown[]) => operand !== true || new Set(v.map(identity)).size === v.length,
    ),
  pattern: (operand) => {
    const pattern = new RegExp(String(operand), 'u');
    return when(isText, (value: string) => safeTest(pattern, value));
  },
  allOf: counted((passed, all) => passed === all),
  anyOf: counted((passed) => passed > 0),
  oneOf: counted((passed) => passed === 1),
  not: (operand) => {
    const rule = compileSchema(operand);
    return (value) => (rule(value) ? undefined : {});
  },
};
const SILENT = new Set(['title', 'description', 'exclusiveMinimum', 'exclusiveMaximum']);

/** Compiles a schema over decoded values in their exact BSON types. Throws FailedToParse for an unknown keyword. */
export function compileSchema(schema: unknown): Rule {
  if (!isDoc(schema)) return invalid('must be an object');
  const rules = Object.entries(schema).flatMap(([operatorName, operand]) => {
    if (SILENT.has(operatorName)) return [];
    const keyword = KEYWORDS[operatorName];
    if (!keyword) return invalid(`keyword '${operatorName}' is not currently supported`);
    return [{ operatorName, operand, rule: keyword(operand, schema) }];
  });
  return (value) => {
    const failed = rules.flatMap(({ operatorName, operand, rule }) => {
      const details = rule(value);
      return details
        ? [{ operatorName, specifiedAs: { [operatorName]: operand }, ...details }]
        : [];
    });
    return failed.length === 0 ? undefined : { schemaRulesNotSatisfied: failed };
  };
}
