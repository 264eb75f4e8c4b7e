import { Buffer } from 'node:buffer';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { MongoClient } from 'mongodb';

const LONGEST_CATCH_UP_MS = 30_000;
const DIGITS = 19;

/** Where the engine notes how far it has come: no two runs note it at the same moments. */
const NOTED = /^(checkpoint|timers|troubles|snapshot)-/;

/** Every stream's events in its order, without what no two runs share: positions and the clock. */
export async function logOf({ eventStoreUrl }) {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const streams = new Map();
  let head = '';
  try {
    for await (const { event } of client.readAll()) {
      if (!event || event.type.startsWith('$') || NOTED.test(event.streamId)) continue;
      const { streamId, id, type, data, revision, position } = event;
      const metadata = { ...event.metadata };
      delete metadata.recordedAt;
      // No two seals are the same, whatever is under them.
      if (metadata.sealed) metadata.sealed = metadata.sealed.map(({ subject }) => subject);
      const events = streams.get(streamId) ?? [];
      events.push({ revision: Number(revision), id, type, data, metadata });
      streams.set(streamId, events);
      head = [position.commit, position.prepare]
        .map((offset) => String(offset).padStart(DIGITS, '0'))
        .join('/');
    }
  } finally {
    await client.dispose();
  }
  return { streams, head };
}

/** Each read model's documents as the bytes that are stored, once all of them, `count` at least, have reached `head`. */
export async function readModelsAt(head, { mongoUrl, count = 1 }) {
  const client = await new MongoClient(mongoUrl).connect();
  try {
    const database = client.db('hailstream');
    const models = await levelWith(head, database, count);
    const contents = new Map();
    for (const { _id: name, live } of models) {
      const documents = new Map();
      const found = database.collection(live.collection).find({}, { raw: true });
      for await (const bytes of found) documents.set(keyIn(bytes), Buffer.from(bytes));
      contents.set(name, { collection: live.collection, documents });
    }
    return contents;
  } finally {
    await client.close();
  }
}

async function levelWith(head, database, count) {
  const deadline = Date.now() + LONGEST_CATCH_UP_MS;
  for (;;) {
    const models = await database.collection('read_models').find().sort({ _id: 1 }).toArray();
    const behind = models.filter(({ live }) => (live.position ?? '') < head);
    if (models.length >= count && behind.length === 0) return models;
    if (Date.now() > deadline) {
      const names = behind.map(({ _id, live }) => `${_id} at ${live.position}`).join(', ');
      throw new Error(
        `Not caught up with ${head}: ${names || `${models.length} of ${count} read models are there`}`,
      );
    }
    await pause(50);
  }
}

/** The key comes first in every stored document. */
function keyIn(bytes) {
  const length = bytes.readInt32LE(9);
  return bytes.subarray(13, 12 + length).toString();
}
