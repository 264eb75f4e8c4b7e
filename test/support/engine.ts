import type { Db } from 'mongodb';
import { BuildClaims } from '../../src/read/engine/build-claims';
import { LiveFeed } from '../../src/read/engine/live-feed';
import { Projector } from '../../src/read/engine/projector';
import { ReadModels } from '../../src/read/engine/read-models';
import { Rebuild } from '../../src/read/engine/rebuild';
import { withoutStamp, type Projection, type Stamped } from '../../src/read/engine/projection';
import { projections } from '../../src/read/projections';
import type { EventStore } from '../../src/shared/event-store/event-store';
import { formatPosition, type LogPosition } from '../../src/shared/kernel/log-position';
import { until } from './until';

/** The read side without its doors. */
export function engineOn(store: EventStore, db: Db) {
  const readModels = new ReadModels(db);
  const projector = new Projector(db);
  const claims = new BuildClaims(db, readModels);
  const rebuild = new Rebuild(db, store, readModels, projector, claims);
  const feed = new LiveFeed(store, readModels, projector);

  return {
    ...{ readModels, projector, claims, rebuild, feed },

    /** Waits until these read models, or all, reflect the log up to a position. */
    async reaches({ position }: { position: LogPosition }, names = projections.map(nameOf)) {
      const goal = formatPosition(position);
      const reached = async () => {
        const all = await readModels.all();
        return names.map((name) => all.find(({ _id }) => _id === name)?.live.position ?? '');
      };
      await until(reached, (places) => places.every((place) => place >= goal));
    },

    /** The live documents, as readers see them. */
    async documents<D extends object>(projection: Projection<D>): Promise<Record<string, D>> {
      const live = (await readModels.find(projection.name))?.live.collection;
      return live === undefined ? {} : documentsIn<D>(db, live);
    },
  };
}

export async function documentsIn<D extends object>(
  db: Db,
  collection: string,
): Promise<Record<string, D>> {
  const found = await db.collection<Stamped<object>>(collection).find().toArray();
  return Object.fromEntries(found.map((each) => [each._id, withoutStamp(each) as D]));
}

const nameOf = ({ name }: { name: string }) => name;
