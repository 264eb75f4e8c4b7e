import type { Candidate } from '../query/candidates';
import { documentValue } from '../bson/convert';
import type { Search } from '../query/search';
import { sortKey, type IndexField } from '../storage/index-keys';

/**
 * The documents that a write acts on, at most `most` of them. All are found before the first is written: a document
 * that moves ahead in an index is not met again.
 */
export function targets(search: Search, sort: readonly IndexField[], most: number): Candidate[] {
  const sorted = search.isSorted;
  const found: Candidate[] = [];
  for (const candidate of search.matches()) {
    found.push(candidate);
    if (sorted && found.length >= most) break;
  }
  if (sorted) return found;
  const keyed = found.map((candidate) => ({
    candidate,
    key: sortKey(sort, documentValue(candidate.document)),
  }));
  keyed.sort((a, b) => a.key.compare(b.key));
  return keyed.slice(0, most).map(({ candidate }) => candidate);
}
