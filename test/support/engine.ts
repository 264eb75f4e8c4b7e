import type { Db } from 'mongodb';
import { TimeTravel } from '../../src/read/engine/as-of/time-travel';
import { DeadLetters } from '../../src/read/engine/dead-letters/dead-letters';
import { SecondTry } from '../../src/read/engine/dead-letters/second-try';
import { History } from '../../src/read/engine/history';
import { LiveFeed } from '../../src/read/engine/live/live-feed';
import { Projector } from '../../src/read/engine/projector';
import { ReadModels } from '../../src/read/engine/read-models';
import { Buildings } from '../../src/read/engine/rebuild/buildings';
import { CatchUp } from '../../src/read/engine/rebuild/catch-up';
import { Jobs } from '../../src/read/engine/rebuild/job';
import { LetterKeys } from '../../src/read/engine/rebuild/letter-keys';
import { Operations } from '../../src/read/engine/rebuild/operations';
import { Parity } from '../../src/read/engine/rebuild/parity';
import { Pass } from '../../src/read/engine/rebuild/pass';
import { Rebuild } from '../../src/read/engine/rebuild/rebuild';
import { Rollback } from '../../src/read/engine/rebuild/rollback';
import { Scratches } from '../../src/read/engine/rebuild/scratches';
import { Switches } from '../../src/read/engine/rebuild/switches';
import { Verify } from '../../src/read/engine/rebuild/verify';
import { Refold } from '../../src/read/engine/refold/refold';
import { Repair } from '../../src/read/engine/refold/repair';
import { isGone, withoutStamp, type Kept, type Projection } from '../../src/read/engine/projection';
import { projections } from '../../src/read/projections';
import type { EventStore } from '../../src/shared/event-store/event-store';
import { formatPosition, type LogPosition } from '../../src/shared/kernel/log-position';
import { Leases } from '../../src/shared/mongo/leases';
import { until } from './until';

/** Quick takeovers, so that specs need not wait for long. */
const LEASES_LAST_MS = 1500;

/** The read side without its doors. */
export function engineOn(
  store: EventStore,
  db: Db,
  followed = projections,
  leasesLastMs = LEASES_LAST_MS,
) {
  const readModels = new ReadModels(db);
  const deadLetters = new DeadLetters(db);
  const projector = new Projector(db, deadLetters);
  const secondTry = new SecondTry(store, projector, deadLetters);
  const history = new History(db);
  const leases = new Leases(db, db.client, leasesLastMs);
  const scratches = new Scratches(db, leases);
  const buildings = new Buildings(db, readModels, deadLetters, scratches);
  const catchUp = new CatchUp(store);
  const jobs = new Jobs(
    ...([db, store, readModels, buildings, deadLetters, history, catchUp] as const),
  );
  const pass = new Pass(store, readModels, buildings, jobs, history);
  const refold = new Refold(store, readModels, deadLetters);
  const parity = new Parity(db, readModels, new LetterKeys(store, deadLetters), refold);
  const switches = new Switches(readModels);
  const rebuild = new Rebuild(...([db, leases, jobs, pass, parity, history, switches] as const));
  const operations = new Operations(readModels, buildings, leases, history);
  const rollback = new Rollback(
    ...([db, store, readModels, deadLetters, leases] as const),
    ...([catchUp, buildings, switches, history] as const),
  );
  const repair = new Repair(db, store, readModels, deadLetters, refold, history);
  const timeTravel = new TimeTravel(db, store, readModels, deadLetters, leases, history);
  const verify = new Verify(
    ...([db, catchUp, readModels, deadLetters, parity, refold, scratches] as const),
  );
  const live = { store, readModels, projector, secondTry, leases, deadLetters };
  const feed = new LiveFeed(followed, live);

  return {
    ...{ readModels, deadLetters, projector, secondTry, history, leases, buildings, jobs, parity },
    ...{ rebuild, operations, rollback, verify, refold, repair, timeTravel, feed },

    /** Waits until these read models, or all, reflect the log up to a position. */
    async reaches({ position }: { position: LogPosition }, names = followed.map(nameOf)) {
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
  const found = await db.collection<Kept<object>>(collection).find().toArray();
  const shown = found.filter((each) => !isGone(each));
  return Object.fromEntries(shown.map((each) => [each._id, withoutStamp(each) as D]));
}

const nameOf = ({ name }: { name: string }) => name;
