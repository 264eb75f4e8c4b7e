import type { Candidate } from '../query/candidates';
import type { Search } from '../query/search';
import { sortDocuments } from '../query/sort';
import type { IndexField } from '../storage/index-keys';

/**
 * The documents that a write acts on, at most `most` of them. All are found before the first is written: a document
 * that moves ahead in an index is not met again.
 */
export function targets(search: Search, sort: readonly IndexField[], most: number): Candidate[] {
  if (!search.isSorted)
    return sortDocuments(search.matches(), ({ document }) => document, sort, most);
  const found: Candidate[] = [];
  for (const candidate of search.matches()) {
    found.push(candidate);
    if (found.length >= most) break;
  }
  return found;
}
