import { openStores } from '../first-run/stores';
import { history } from '../shared/events/history';
import type { EventStore } from '../shared/event-store/event-store';
import { keyedBy, keysBeside, subjectKeysIn } from '../shared/personal/keyed';
import { EventStoreDBEventStore } from '../shared/event-store/eventstoredb.event-store';

/** Runs with the log open and closes it whatever happens. */
export async function withEventStore<T>(use: (store: EventStore) => Promise<T>): Promise<T> {
  const stores = await openStores();
  const personal = keyedBy(await subjectKeysIn(keysBeside(stores)));
  const store = new EventStoreDBEventStore(stores.eventStoreUrl, history, personal);
  try {
    return await use(store);
  } finally {
    await store.onApplicationShutdown();
    await stores.close();
  }
}
