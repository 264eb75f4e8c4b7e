import { MongoError } from '../errors';
import { toValue } from '../bson/convert';
import { T, type RawValue } from '../bson/raw';
import { SORT_BYTES } from '../query/sort';
import type { CommandBody } from '../wire/command-body';

/** Comparing by a language's rules is not supported: silently ignoring the wish would give wrong answers. */
export function refuseCollation(collation: RawValue | undefined): void {
  if (collation?.type !== T.document) return;
  const { locale } = toValue(collation) as { locale?: unknown };
  if (locale === 'simple' || locale === undefined) return;
  throw new MongoError(
    'CommandNotSupported',
    `collation '${typeof locale === 'string' ? locale : '?'}' is not supported`,
  );
}

/** The `cursor.batchSize` of a command that has a cursor option; everything when it has none. */
export function batchSizeOf(command: CommandBody, otherwise = Infinity): number {
  const { batchSize } = command.doc('cursor');
  if (batchSize === undefined) return otherwise;
  const size = Number(batchSize);
  if (size >= 0) return Math.trunc(size);
  throw new MongoError('BadValue', 'cursor.batchSize must be a non-negative number');
}

/** What a sort may hold in memory. */
export function sortBytesOf(command: CommandBody): number {
  return command.boolean('allowDiskUse') ? Infinity : SORT_BYTES;
}

/** A number that may not be negative. Throws BadValue. */
export function count(command: CommandBody, name: string, otherwise: number): number {
  const value = command.number(name, otherwise);
  if (value >= 0) return Math.trunc(value);
  throw new MongoError(
    'BadValue',
    `BSON field '${name}' value must be >= 0, actual value '${value}'`,
  );
}

/** How many documents are asked for; a negative number is the old way to say one batch. */
export function limitOf(command: CommandBody): number {
  const limit = Math.abs(command.number('limit', 0));
  return limit === 0 ? Infinity : Math.trunc(limit);
}
