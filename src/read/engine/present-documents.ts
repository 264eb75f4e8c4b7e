import type { Collection, Filter, FindCursor, WithId } from 'mongodb';
import type { Stamped } from './projection';

type Found<D extends object> = WithId<Stamped<D>>;

/** The documents of a read model without the tombstones of those that are gone: no query can come upon one. */
export class PresentDocuments<D extends object> {
  constructor(private readonly collection: Collection<Stamped<D>>) {}

  find(filter: Filter<Stamped<D>>): FindCursor<Found<D>> {
    return this.collection.find(present(filter));
  }

  findOne(filter: Filter<Stamped<D>>): Promise<Found<D> | null> {
    return this.collection.findOne(present(filter));
  }
}

/** Equal to null is what has no such field; the filter's own fields still choose the index. */
function present<D extends object>(filter: Filter<Stamped<D>>): Filter<Stamped<D>> {
  return { ...filter, _gone: null };
}
