import { writeConflict } from './claims';
import type { Collection } from './collection';
import type { Store } from './store';
import type { View } from './view';

/** Collections that open transactions have made and that only they see. */
export class OwnCollections {
  private readonly made = new WeakMap<View, Map<string, Collection>>();

  constructor(private readonly store: Store) {}

  /** Of the transaction that is being served. */
  find(ns: string): Collection | undefined {
    const { view } = this.store;
    return view && this.made.get(view)?.get(ns);
  }

  /** Keeps a collection until its transaction is committed; false when none is being served. */
  add(collection: Collection, all: ReadonlyMap<string, Collection>, commit: () => void): boolean {
    const { view } = this.store;
    if (!view) return false;
    const made = this.made.get(view) ?? new Map<string, Collection>();
    this.made.set(view, made.set(collection.ns, collection));
    view.beforeCommit.push(() => {
      if (all.has(collection.ns)) throw writeConflict();
    });
    view.onCommit.push(commit);
    return true;
  }
}
