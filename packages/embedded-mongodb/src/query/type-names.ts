import { MongoError } from '../errors';
import { toRaw } from '../bson/convert';
import { T } from '../bson/raw';
import type { ValueTest } from './paths';

const ALIASES: Readonly<Record<string, number>> = {
  double: T.double,
  string: T.string,
  object: T.document,
  array: T.array,
  binData: T.binary,
  undefined: T.undefined,
  objectId: T.objectId,
  bool: T.boolean,
  date: T.date,
  null: T.null,
  regex: T.regex,
  dbPointer: T.dbPointer,
  javascript: T.code,
  symbol: T.symbol,
  javascriptWithScope: T.codeWithScope,
  int: T.int32,
  timestamp: T.timestamp,
  long: T.int64,
  decimal: T.decimal128,
  minKey: T.minKey,
  maxKey: T.maxKey,
};
const NUMBERS = [T.double, T.int32, T.int64, T.decimal128];
const NAMES = new Map(Object.entries(ALIASES).map(([name, type]) => [type, name]));

function codesOf(name: unknown): number[] {
  if (name === 'number') return NUMBERS;
  const code = typeof name === 'string' ? ALIASES[name] : Number(name) & 0xff;
  if (code === undefined || !NAMES.has(code)) {
    throw new MongoError('BadValue', `Unknown type name alias: ${String(name)}`);
  }
  return [code];
}

/** The alias of a value's BSON type, as error messages and `$type` name it. */
export function typeName(value: unknown): string {
  return NAMES.get(toRaw(value).type) ?? 'missing';
}

/** A test for `$type`: an alias, a number, or a list of them. Throws BadValue for an unknown one. */
export function typeTest(operand: unknown): ValueTest {
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).flatMap(codesOf));
  return (value) => value !== undefined && wanted.has(toRaw(value).type);
}
