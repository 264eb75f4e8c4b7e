import { Int32, Timestamp } from 'bson';
import { MongoError } from '../errors';
import { compareValues, isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { typeName } from '../query/type-names';
import { add, bitwise, isNumber, multiply, type BsonNumber } from './arithmetic';
import { put, type Leaf } from './target';

/** An update operator that acts on one field. */
export interface FieldOperator {
  /** Whether it makes the fields on its way that are not there. */
  readonly creates: boolean;
  /** Checks its operand and gives the action. Throws MongoError. */
  readonly compile: (operand: unknown, path: string) => Leaf;
}

function has(parent: Doc, key: string): boolean {
  return Object.hasOwn(parent, key) && parent[key] !== undefined;
}

function arithmetic(
  operator: string,
  verb: string,
  otherwise: (operand: BsonNumber) => BsonNumber,
  compute: (a: BsonNumber, b: BsonNumber) => BsonNumber,
): FieldOperator {
  return {
    creates: true,
    compile: (operand, path) => {
      if (!isNumber(operand)) {
        throw new MongoError('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}}`);
      }
      return (parent, key) => {
        const now = parent[key];
        if (!has(parent, key)) put(parent, key, otherwise(operand));
        else if (isNumber(now)) put(parent, key, compute(now, operand));
        else {
          throw new MongoError(
            'TypeMismatch',
            `Cannot apply ${operator} to a value of non-numeric type. The field '${path}' has non-numeric type ${typeName(now)}`,
          );
        }
      };
    },
  };
}

function keepIf(wins: (compared: number) => boolean): FieldOperator {
  return {
    creates: true,
    compile: (operand) => (parent, key) => {
      const first = !has(parent, key);
      if (first || wins(compareValues(operand, parent[key]))) put(parent, key, operand);
    },
  };
}

function now(operand: unknown): unknown {
  const type = isDoc(operand) ? operand.$type : 'date';
  if (type === 'timestamp') {
    return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  }
  if (type === 'date') return new Date();
  throw new MongoError(
    'BadValue',
    "The '$type' string field is required to be 'date' or 'timestamp'",
  );
}

const $set: FieldOperator = {
  creates: true,
  compile: (operand) => (parent, key) => put(parent, key, operand),
};

const $unset: FieldOperator = {
  creates: false,
  compile: () => (parent, key) => {
    if (!Array.isArray(parent)) Reflect.deleteProperty(parent, key);
    else if (Number(key) < parent.length) parent[Number(key)] = null;
  },
};

const $bit: FieldOperator = {
  creates: true,
  compile: (operand) => {
    if (!isDoc(operand)) throw new MongoError('BadValue', 'The $bit modifier needs a document');
    return (parent, key) => {
      let value: unknown = has(parent, key) ? parent[key] : new Int32(0);
      for (const [name, bits] of Object.entries(operand)) value = bitwise(value, bits, name);
      put(parent, key, value);
    };
  },
};

const zeroLike = (operand: BsonNumber): BsonNumber => multiply(operand, new Int32(0));

export const fieldOperators: Readonly<Record<string, FieldOperator>> = {
  $set,
  $unset,
  $inc: arithmetic('$inc', 'increment', (operand) => operand, add),
  $mul: arithmetic('$mul', 'multiply', zeroLike, multiply),
  $min: keepIf((compared) => compared < 0),
  $max: keepIf((compared) => compared > 0),
  $bit,
  $currentDate: {
    creates: true,
    compile: (operand) => (parent, key) => put(parent, key, now(operand)),
  },
};
