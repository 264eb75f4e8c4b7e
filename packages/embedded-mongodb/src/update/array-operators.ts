import { MongoError } from '../errors';
import { compareValues, equalValues, isDoc } from '../bson/compare';
import { toBytes, toDoc, type Doc } from '../bson/convert';
import { documentValue } from '../bson/convert';
import { elementTest } from '../query/array-operators';
import { languageOptions } from '../query/language';
import { sortFields } from '../query/sort';
import { typeName } from '../query/type-names';
import { sortKey } from '../storage/index-keys';
import type { FieldOperator } from './field-operators';
import { put } from './target';

function arrayIn(parent: Doc, key: string, path: string, operator: string): unknown[] | undefined {
  const value = parent[key];
  if (!Object.hasOwn(parent, key) || value === undefined) return undefined;
  if (Array.isArray(value)) return value as unknown[];
  const text =
    operator === '$pull' || operator === '$pullAll' || operator === '$pop'
      ? `Cannot apply ${operator} to a non-array value`
      : `The field '${path}' must be an array but is of type ${typeName(value)}`;
  throw new MongoError(operator === '$pop' ? 'TypeMismatch' : 'BadValue', text);
}

function each(operand: unknown, operator: string): unknown[] {
  if (!isDoc(operand) || !('$each' in operand)) return [operand];
  if (Array.isArray(operand.$each)) return operand.$each;
  throw new MongoError('BadValue', `The argument to $each in ${operator} must be an array`);
}

function sorter(spec: unknown): (array: unknown[]) => unknown[] {
  if (!isDoc(spec)) {
    const sign = Number(spec);
    return (array) => array.sort((a, b) => sign * compareValues(a, b));
  }
  const plain = toDoc(toBytes(spec));
  const fields = sortFields(plain);
  return (array) => {
    const keyed = array.map((value) => ({
      value,
      key: sortKey(fields, documentValue(toBytes(isDoc(value) ? value : {}))),
    }));
    return keyed.sort((a, b) => a.key.compare(b.key)).map(({ value }) => value);
  };
}

function integer(modifiers: Doc, name: string): number | undefined {
  if (modifiers[name] === undefined) return undefined;
  const value = Number(modifiers[name]);
  if (Number.isInteger(value)) return value;
  throw new MongoError('BadValue', `The value for ${name} must be an integer value`);
}

function sliced(array: unknown[], size: number | undefined): unknown[] {
  if (size === undefined) return array;
  return size < 0 ? array.slice(size) : array.slice(0, size);
}

const $push: FieldOperator = {
  creates: true,
  compile: (operand, path) => {
    const values = each(operand, '$push');
    const modifiers = isDoc(operand) && '$each' in operand ? operand : {};
    const position = integer(modifiers, '$position');
    const size = integer(modifiers, '$slice');
    const sort = modifiers.$sort === undefined ? undefined : sorter(modifiers.$sort);
    return (parent, key) => {
      const array = [...(arrayIn(parent, key, path, '$push') ?? [])];
      array.splice(position ?? array.length, 0, ...values);
      put(parent, key, sliced(sort ? sort(array) : array, size));
    };
  },
};

const $addToSet: FieldOperator = {
  creates: true,
  compile: (operand, path) => {
    const values = each(operand, '$addToSet');
    return (parent, key) => {
      const array = [...(arrayIn(parent, key, path, '$addToSet') ?? [])];
      for (const value of values) {
        if (!array.some((present) => equalValues(present, value))) array.push(value);
      }
      put(parent, key, array);
    };
  },
};

const $pop: FieldOperator = {
  creates: false,
  compile: (operand, path) => {
    const side = Number(operand);
    if (side !== 1 && side !== -1) {
      throw new MongoError('FailedToParse', `$pop expects 1 or -1, found: ${String(operand)}`);
    }
    return (parent, key) => {
      const array = arrayIn(parent, key, path, '$pop');
      if (array) put(parent, key, side === 1 ? array.slice(0, -1) : array.slice(1));
    };
  },
};

function pullTest(operand: unknown): (value: unknown) => boolean {
  if (isDoc(operand)) return elementTest(toDoc(toBytes({ v: operand })).v, languageOptions());
  return elementTest({ $eq: toDoc(toBytes({ v: operand })).v }, languageOptions());
}

function pulls(
  operator: string,
  test: (operand: unknown) => (value: unknown) => boolean,
): FieldOperator {
  return {
    creates: false,
    compile: (operand, path) => {
      const unwanted = test(operand);
      return (parent, key) => {
        const array = arrayIn(parent, key, path, operator);
        if (array)
          put(
            parent,
            key,
            array.filter((value) => !unwanted(value)),
          );
      };
    },
  };
}

export const arrayUpdateOperators: Readonly<Record<string, FieldOperator>> = {
  $push,
  $addToSet,
  $pop,
  $pull: pulls('$pull', pullTest),
  $pullAll: pulls('$pullAll', (operand) => {
    if (!Array.isArray(operand)) {
      throw new MongoError('BadValue', '$pullAll requires an array argument');
    }
    return (value) => operand.some((one) => equalValues(one, value));
  }),
};
