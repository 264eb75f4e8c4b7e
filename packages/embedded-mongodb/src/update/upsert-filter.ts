import { MongoError } from '../errors';
import { Elements, T, type RawValue } from '../bson/raw';

const DOLLAR = 0x24;

/**
 * Makes sure that a filter may decide about an upsert: an expression says nothing about the document to insert.
 * Throws QueryFeatureNotAllowed.
 */
export function checkUpsertFilter({ bytes, start }: RawValue): void {
  const elements = new Elements(bytes, start);
  while (elements.next()) {
    if (bytes[elements.nameStart] !== DOLLAR) continue;
    if (elements.name === '$expr') {
      throw new MongoError(
        'QueryFeatureNotAllowed',
        '$expr is not allowed in the query predicate for an upsert',
      );
    }
    if (elements.type === T.array) checkAll(elements.value());
  }
}

/** The branches of `$and`, `$or` and `$nor`. */
function checkAll({ bytes, start }: RawValue): void {
  const branches = new Elements(bytes, start);
  while (branches.next()) if (branches.type === T.document) checkUpsertFilter(branches.value());
}
