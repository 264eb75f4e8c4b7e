import { BSON } from 'mongodb';
import { readModelsAt } from './contents.mjs';
import { betweenDocuments, canonicalBytes } from './differences.mjs';
import { foldOf, logOf, projections } from './sequential-fold.mjs';

/** What keeps the read models from being a plain fold of the log, once all of them are level with it; nothing when they are. */
export async function checkReadModels({ stores, database }) {
  const { EVENTSTORE_URL, MONGODB_URL } = stores.environment;
  const log = await logOf({ EVENTSTORE_URL, MONGODB_URL });
  const head = positionOf(log.at(-1));
  const contents = await readModelsAt(head, { mongoUrl: MONGODB_URL, count: projections.length });
  const faults = [];
  for (const projection of projections) {
    const { collection, documents } = contents.get(projection.name);
    const expected = foldOf(projection, log);
    const letters = await database.collection('dead_letters').countDocuments({ collection });
    if (letters !== expected.parked) {
      faults.push(`${projection.name}: ${letters} events are parked instead of ${expected.parked}`);
    }
    const different = betweenDocuments(bytesOf(expected.documents), shown(documents));
    faults.push(...different.map((words) => `${projection.name}: ${words}`));
  }
  return faults;
}

/**
 * What keeps one read model, as it is at this moment, from being a fold of the log up to its checkpoint: no event before it
 * may be missing, and none after it may be there.
 */
export async function checkThisMoment({ stores, mongo, database }, projection) {
  const documents = new Map();
  let live;
  await mongo.withSession({ snapshot: true }, async (session) => {
    const models = database.collection('read_models');
    live = (await models.findOne({ _id: projection.name }, { session }))?.live;
    if (!live) return;
    const found = database.collection(live.collection).find({}, { session });
    for await (const document of found) {
      if (!document._gone) documents.set(document._id, canonicalBytes(unmarked(document)));
    }
  });
  if (!live) return [];
  const log = await logOf(stores.environment);
  const passed = log.filter((event) => positionOf(event) <= (live.position ?? ''));
  const expected = bytesOf(foldOf(projection, passed).documents);
  return betweenDocuments(expected, documents).map(
    (words) => `${projection.name} at ${live.position}: ${words}`,
  );
}

function positionOf({ position: { commit, prepare } }) {
  return [commit, prepare].map((offset) => String(offset).padStart(19, '0')).join('/');
}

function bytesOf(documents) {
  return new Map([...documents].map(([key, each]) => [key, canonicalBytes(each)]));
}

/** As readers see them: without the engine's marks, and without what is gone. */
function shown(documents) {
  const shown = new Map();
  for (const [key, bytes] of documents) {
    const document = BSON.deserialize(bytes);
    if (!document._gone) shown.set(key, canonicalBytes(unmarked(document)));
  }
  return shown;
}

/** Without what the engine adds. */
function unmarked(document) {
  const shown = { ...document };
  delete shown._id;
  delete shown._at;
  return shown;
}
