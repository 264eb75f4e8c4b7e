import { Buffer } from 'node:buffer';
import { BSON } from 'mongodb';

const SHOWN = 5;

/** What keeps two logs from being the same, in words; nothing when they are. */
export function betweenLogs(expected, actual) {
  return between(expected, actual, (stream, a, b) => {
    const at = a.findIndex((event, index) => canonical(event) !== canonical(b[index]));
    const index = at === -1 ? a.length : at;
    if (a.length === b.length && at === -1) return undefined;
    const shown = (events) => (events[index] ? canonical(events[index]) : 'nothing');
    return `${stream}@${index}: expected ${shown(a)}\n    but there is ${shown(b)}`;
  });
}

/** Event ids that stand in the log more than once. */
export function duplicatesIn(streams) {
  const seen = new Set();
  const twice = [];
  for (const [stream, events] of streams) {
    for (const { id, type, revision } of events) {
      if (seen.has(id)) twice.push(`${stream}@${revision}: ${type} ${id} is there twice`);
      seen.add(id);
    }
  }
  return shorten(twice);
}

/** What keeps two collections from holding the same bytes. */
export function betweenDocuments(expected, actual) {
  return between(expected, actual, (key, a, b) =>
    a.equals(b) ? undefined : `${key}: ${json(a)}\n    but there is ${json(b)}`,
  );
}

/** Documents without the position of the event that they reflect, which is another one in another log. */
export function withoutStamps(documents) {
  return new Map(
    [...documents].map(([key, bytes]) => {
      const document = BSON.deserialize(bytes);
      delete document._at;
      return [key, canonicalBytes(document)];
    }),
  );
}

/** In which the order of fields does not count. */
export function canonicalBytes(document) {
  return Buffer.from(canonical(document));
}

function between(expected, actual, difference) {
  const found = [];
  for (const [key, a] of expected) {
    const b = actual.get(key);
    const words = b === undefined ? `${key} is missing` : difference(key, a, b);
    if (words !== undefined) found.push(words);
  }
  for (const key of actual.keys()) if (!expected.has(key)) found.push(`${key} is not expected`);
  return shorten(found);
}

function shorten(found) {
  const more = found.length - SHOWN;
  return more > 0 ? [...found.slice(0, SHOWN), `and ${more} more`] : found;
}

function json(bytes) {
  try {
    return BSON.EJSON.stringify(BSON.deserialize(bytes));
  } catch {
    return bytes.toString();
  }
}

function canonical(value) {
  return JSON.stringify(value, (_, each) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
