import deciderModule from '../../dist/src/write/trip/domain/trip.decider.js';
import { commandOf } from './race-commands.mjs';

const { tripDecider } = deciderModule;

/** What each command would have come to, had it been decided on the stream as it was after so many of its events. */
function decidedAt(stream, length, told) {
  try {
    return { events: tripDecider.decide(commandOf(told), stateAfter(stream, length)) };
  } catch (error) {
    return { code: error.code };
  }
}

function stateAfter(stream, length) {
  stream.states ??= [tripDecider.initialState];
  while (stream.states.length <= length) {
    const event = stream.events[stream.states.length - 1];
    stream.states.push(tripDecider.evolve(stream.states.at(-1), event));
  }
  return stream.states[length];
}

/** Every command of a stream's history is what the rules make of the history before it. */
export function illegalIn(streams, tellings) {
  const byCommand = new Map(tellings.map((told) => [told.commandId, told]));
  const found = [];
  for (const [name, stream] of streams) {
    for (let at = 0; at < stream.events.length;) {
      const { commandId } = stream.events[at].metadata;
      const told = byCommand.get(commandId);
      const own = stream.events.slice(at).filter((event) => event.metadata.commandId === commandId);
      const expected = told ? (decidedAt(stream, at, told).events ?? []) : [];
      const same = JSON.stringify(own.map(plain)) === JSON.stringify(expected.map(plain));
      if (!same) found.push(`${name}@${at}: ${own[0].type} is not what the rules make of it`);
      at += own.length;
    }
  }
  return found;
}

/** Every answer that something was done is in the log, and nothing is there that nobody was told of. */
export function unaccounted(streams, tellings) {
  const done = new Map(
    tellings.filter(({ events }) => events > 0).map((each) => [each.commandId, each]),
  );
  const found = [];
  for (const [name, { events }] of streams) {
    for (const { metadata, revision } of events) {
      if (!done.has(metadata.commandId)) found.push(`${name}@${revision}: nobody was told of it`);
    }
  }
  for (const { tripId, revision, commandId } of done.values()) {
    const event = streams.get(`trip-${tripId}`)?.events[revision];
    if (event?.metadata.commandId !== commandId) found.push(`${tripId}@${revision} is not there`);
  }
  return found;
}

export function untypedIn(tellings) {
  return tellings.flatMap(({ untyped }) => (untyped ? [untyped] : []));
}

/**
 * A refusal, or "nothing to do", is stale when no state of the stream would have answered so, of those that it was in
 * while the command was being answered: from the last append acknowledged before to the last one begun meanwhile.
 */
export function staleIn(streams, tellings) {
  const appends = appendsByStream(tellings);
  const answers = tellings.filter(
    ({ code, events }) => events === 0 || (code && code !== 'LOST_RACE'),
  );
  const found = [];
  for (const told of answers) {
    const name = `trip-${told.tripId}`;
    const stream = streams.get(name) ?? { events: [] };
    const own = appends.get(name) ?? [];
    const lengths = own.map(({ revision }) => revision + 1);
    const least = Math.max(0, ...lengths.filter((_, at) => own[at].ended < told.began));
    const most = Math.max(least, ...lengths.filter((_, at) => own[at].began < told.ended));
    const fits = (length) => isAnswer(decidedAt(stream, length, told), told);
    const possible = Array.from({ length: most - least + 1 }, (_, index) => least + index);
    if (!possible.some(fits)) {
      found.push(
        `${name}: ${told.code ?? 'nothing to do'} for wish ${told.wish} at ${least} to ${most}`,
      );
    }
  }
  return { stale: found, answers: answers.length };
}

function appendsByStream(tellings) {
  const appends = new Map();
  for (const told of tellings) {
    if (!(told.events > 0)) continue;
    const name = `trip-${told.tripId}`;
    appends.set(name, [...(appends.get(name) ?? []), told]);
  }
  return appends;
}

function isAnswer({ events, code }, told) {
  return told.code ? code === told.code : events?.length === 0;
}

const plain = ({ type, data }) => ({ type, data });
