import { EventStoreDBClient } from '@eventstore/db-client';
import historyModule from '../../dist/src/shared/events/history.js';
import keyedModule from '../../dist/src/shared/personal/keyed.js';
import projectionsModule from '../../dist/src/read/projections.js';

const { history } = historyModule;
const { keyedBy, keysBeside, subjectKeysIn } = keyedModule;

/** The projections, without anything that the engine does around them. */
export const { projections } = projectionsModule;

/** The whole log, one event after the other, as it is stored but for what is sealed. */
export async function logOf({ EVENTSTORE_URL, MONGODB_URL }) {
  const client = EventStoreDBClient.connectionString(EVENTSTORE_URL);
  const personal = keyedBy(await subjectKeysIn(keysBeside({ mongoUrl: MONGODB_URL })));
  const events = [];
  try {
    for await (const { event } of client.readAll()) {
      if (event && !event.type.startsWith('$')) events.push(event);
    }
    return await personal.open(events);
  } finally {
    await personal.close();
    await client.dispose();
  }
}

/**
 * What a read model must hold after a log: each event after the other, each document alone. A document stops at the first
 * event that it cannot take; so do all documents of a stream from an event on that nobody can read.
 */
export function foldOf({ reads, keysOf, evolve }, log) {
  const documents = new Map();
  const [stuck, unreadable] = [new Set(), new Set()];
  let parked = 0;
  for (const stored of log) {
    const { streamId, metadata } = stored;
    if (!reads.includes(streamId.split('-')[0])) continue;
    let waits = false;
    try {
      for (const event of lifted(stored, metadata)) {
        for (const key of keysOf(event)) {
          if (unreadable.has(streamId)) stuck.add(key);
          if (
            !stuck.has(key) &&
            !took(documents, key, () => evolve(documents.get(key), event, key))
          ) {
            stuck.add(key);
          }
          waits ||= stuck.has(key);
        }
      }
    } catch {
      unreadable.add(streamId);
      waits = true;
    }
    if (waits) parked += 1;
  }
  return { documents, parked };
}

function took(documents, key, evolved) {
  try {
    const next = evolved();
    if (next === undefined) documents.delete(key);
    else documents.set(key, next);
    return true;
  } catch {
    return false;
  }
}

function lifted({ id, type, data, streamId, revision, position }, metadata) {
  const version = metadata.schemaVersion ?? 1;
  const events = history.lift({ type, version, data });
  return events.map((event, part) => ({
    ...{ type: event.type, data: event.data, id, stream: streamId },
    ...{ revision, position, part, metadata },
  }));
}
