import { Query } from 'mingo/query';
import { MongoError } from '../errors';
import { isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { comparisonOperators, type CompileOperator } from './comparison-operators';
import { someAt, someElementAt, type ValueTest } from './paths';
import { typeTest } from './type-names';

type MingoOptions = ConstructorParameters<typeof Query>[1];

/** A filter as a test of single values: by fields for documents, by operators for anything else. */
export function elementTest(criteria: unknown, options: MingoOptions): ValueTest {
  if (!isDoc(criteria)) throw new MongoError('BadValue', '$elemMatch needs an Object');
  const [first] = Object.keys(criteria);
  const byValue = first?.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first);
  if (byValue) {
    const query = new Query({ value: criteria }, options);
    return (value) => query.test({ value });
  }
  const query = new Query(criteria, options);
  return (value) => isDoc(value) && query.test(value);
}

function $elemMatch(
  selector: string,
  operand: unknown,
  options: MingoOptions,
): (document: unknown) => boolean {
  const path = selector.split('.');
  const passes = elementTest(operand, options);
  return (document) =>
    someAt(document, path, (value) => Array.isArray(value) && value.some((one) => passes(one)));
}

function $all(
  selector: string,
  operand: unknown,
  options: MingoOptions,
): (document: unknown) => boolean {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', '$all needs an array');
  const tests = operand.map((one: unknown) => {
    if (isDoc(one) && '$elemMatch' in one) return $elemMatch(selector, one.$elemMatch, options);
    const operator = one instanceof RegExp ? '$regex' : '$eq';
    return (comparisonOperators[operator] as CompileOperator)(selector, one);
  });
  return (document) => tests.length > 0 && tests.every((test) => test(document));
}

const $size: CompileOperator = (selector, operand) => {
  const size = Number(operand);
  if (!Number.isInteger(size) || size < 0) {
    throw new MongoError('BadValue', 'Failed to parse $size. Expected a non-negative integer');
  }
  const path = selector.split('.');
  return (document) =>
    someAt(document, path, (value) => Array.isArray(value) && value.length === size);
};

const $exists: CompileOperator = (selector, operand) => {
  const path = selector.split('.');
  const wanted = operand !== false && operand !== 0 && operand !== null;
  return (document) => someAt(document, path, (value) => value !== undefined) === wanted;
};

const $type: CompileOperator = (selector, operand) => {
  const path = selector.split('.');
  const passes = typeTest(operand);
  return (document) => someElementAt(document, path, passes);
};

export const arrayOperators: Doc = { $elemMatch, $all, $size, $exists, $type };
