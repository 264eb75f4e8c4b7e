import { Lazy, type Iterator } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { MongoError } from '../errors';
import { documentValue, toBytes, type Doc } from '../bson/convert';
import { SORT_BYTES, sortFields, sortTooLarge } from '../query/sort';
import { sortKey } from '../storage/index-keys';
import { $group } from './group';

function transformed(collection: Iterator, change: (items: Doc[]) => Iterator): Iterator {
  return collection.transform(change as never);
}

/**
 * $sort in MongoDB's order over all types; of an array its smallest or largest element counts.
 * Throws when it holds more than `most` bytes.
 */
export function sortStage(most: number): (collection: Iterator, spec: Doc) => Iterator {
  return (collection, spec) => {
    const fields = sortFields(spec);
    return transformed(collection, (items) => {
      let bytes = 0;
      const keyed = items.map((item) => {
        const document = toBytes(item);
        const key = sortKey(fields, documentValue(document));
        bytes += key.length + document.length;
        if (bytes > most) throw sortTooLarge(most);
        return { item, key };
      });
      keyed.sort((a, b) => a.key.compare(b.key));
      return Lazy(keyed.map(({ item }) => item));
    });
  };
}

const sortGroups = sortStage(SORT_BYTES);

/** $count of nothing is no document. */
export function $count(collection: Iterator, name: unknown): Iterator {
  if (typeof name !== 'string' || name === '' || name.startsWith('$') || name.includes('.')) {
    throw new MongoError(
      'BadValue',
      'the count field must be a non-empty string without $ or dots',
    );
  }
  return transformed(collection, (items) =>
    Lazy(items.length === 0 ? [] : [{ [name]: items.length }]),
  );
}

/** $bucket by its definition: a group by the last boundary that is not above the value. */
export function $bucket(collection: Iterator, spec: Doc, options: Options): Iterator {
  const { groupBy, boundaries, default: other, output = { count: { $sum: 1 } } } = spec;
  if (!Array.isArray(boundaries) || boundaries.length < 2) {
    throw new MongoError(
      'BadValue',
      "The $bucket 'boundaries' field must be an array of 2 or more values",
    );
  }
  const branches = boundaries.slice(0, -1).map((from: unknown, i) => ({
    case: {
      $and: [
        { $gte: [groupBy, { $literal: from }] },
        { $lt: [groupBy, { $literal: boundaries[i + 1] as unknown }] },
      ],
    },
    then: { $literal: from },
  }));
  const otherwise = other === undefined ? {} : { default: { $literal: other } };
  const _id = { $switch: { branches, ...otherwise } };
  return sortGroups($group(collection, { _id, ...(output as Doc) }, options), { _id: 1 });
}

/** $sortByCount with MongoDB's equality of groups. */
export function $sortByCount(collection: Iterator, expr: unknown, options: Options): Iterator {
  return sortGroups($group(collection, { _id: expr, count: { $sum: 1 } }, options), { count: -1 });
}
