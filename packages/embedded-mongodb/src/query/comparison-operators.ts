import { MongoError } from '../errors';
import { compareValues, equalValues, typeClass } from '../bson/compare';
import { safeTest } from './safe-regex';
import { someElementAt, type ValueTest } from './paths';

/** What mingo calls to compile one operator of a filter: field, operand → test of a document. */
export type CompileOperator = (
  selector: string,
  operand: unknown,
) => (document: unknown) => boolean;

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function regexTest(pattern: RegExp): ValueTest {
  return (value) => {
    if (typeof value === 'string') return safeTest(pattern, value);
    return value instanceof RegExp && String(value) === String(pattern);
  };
}

function equalTest(operand: unknown): ValueTest {
  if (isMissing(operand)) return isMissing;
  return (value) => value !== undefined && equalValues(value, operand);
}

function onElements(test: (operand: unknown) => ValueTest): CompileOperator {
  return (selector, operand) => {
    const path = selector.split('.');
    const passes = test(operand);
    return (document) => someElementAt(document, path, passes);
  };
}

function not(compile: CompileOperator): CompileOperator {
  return (selector, operand) => {
    const passes = compile(selector, operand);
    return (document) => !passes(document);
  };
}

function bracketed(holds: (compared: number) => boolean): CompileOperator {
  return onElements((operand) => {
    if (isMissing(operand)) return (value) => isMissing(value) && holds(0);
    const unbounded = typeNameOf(operand) === 'MinKey' || typeNameOf(operand) === 'MaxKey';
    const bracket = typeClass(operand);
    return (value) => {
      if (value === undefined) return false;
      if (!unbounded && typeClass(value) !== bracket) return false;
      const lonelyNaN = Number.isNaN(value) !== Number.isNaN(operand);
      return !lonelyNaN && holds(compareValues(value, operand));
    };
  });
}

function typeNameOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { _bsontype?: string })._bsontype
    : undefined;
}

function listOf(operator: string, operand: unknown): unknown[] {
  if (Array.isArray(operand)) return operand;
  throw new MongoError('BadValue', `${operator} needs an array`);
}

const $in: CompileOperator = onElements((operand) => {
  const tests = listOf('$in', operand).map((one) =>
    one instanceof RegExp ? regexTest(one) : equalTest(one),
  );
  return (value) => tests.some((test) => test(value));
});

const $eq = onElements(equalTest);

const $regex: CompileOperator = onElements((operand) => {
  const pattern = operand instanceof RegExp ? operand : new RegExp(String(operand));
  return regexTest(pattern);
});

/** The comparison operators of a filter as MongoDB defines them, over all BSON types. */
export const comparisonOperators: Readonly<Record<string, CompileOperator>> = {
  $eq,
  $ne: not($eq),
  $in,
  $nin: not($in),
  $gt: bracketed((compared) => compared > 0),
  $gte: bracketed((compared) => compared >= 0),
  $lt: bracketed((compared) => compared < 0),
  $lte: bracketed((compared) => compared <= 0),
  $regex,
};
