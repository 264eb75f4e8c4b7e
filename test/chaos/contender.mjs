// One of the processes of a race: wishes for a while, and then tells what came of each wish and when.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import eventStoreModule from '../../dist/src/shared/event-store/eventstoredb.event-store.js';
import historyModule from '../../dist/src/shared/events/history.js';
import domainErrorModule from '../../dist/src/shared/kernel/domain-error.js';
import decideModule from '../../dist/src/write/decide-and-append.js';
import deciderModule from '../../dist/src/write/trip/domain/trip.decider.js';
import { commandOf, creates, drawWish } from './race-commands.mjs';
import { randomFrom } from './random.mjs';

const IN_FLIGHT = 32;
/** Half of the wishes go to these: that is where the contenders meet. */
const FAMOUS = 40;
const ENDED = ['Settled', 'Cancelled', 'Unfulfilled', 'NoShow'];

const { url, seed, seconds, trips, file } = JSON.parse(process.argv[2]);
const random = randomFrom(seed);
const store = new eventStoreModule.EventStoreDBEventStore(url, historyModule.history);
const door = new decideModule.DecideAndAppend(store);
/** All contenders of this machine read the same clock. */
const now = () => performance.timeOrigin + performance.now();
const lives = new Map();
const told = [];

async function wishOnce() {
  const number = Math.floor(random() * (random() < 0.5 ? FAMOUS : trips));
  const tripId = `race-${number}-${lives.get(number) ?? 0}`;
  // Whoever never heard of a trip asks for it.
  const wish = lives.has(number) ? drawWish(random) : 0;
  if (!lives.has(number)) lives.set(number, 0);
  const asked = { wish, tripId, commandId: randomUUID(), occurredAt: new Date().toISOString() };
  const began = now();
  try {
    const { state, revision, events } = await door.execute(
      deciderModule.tripDecider,
      tripId,
      commandOf(asked),
      { creates: creates(wish) },
    );
    told.push({ ...asked, began, ended: now(), revision: Number(revision), events: events.length });
    // The next life of this trip begins, here; the other contender finds out by itself.
    if (ENDED.includes(state.status)) lives.set(number, (lives.get(number) ?? 0) + 1);
  } catch (error) {
    const isTyped = error instanceof domainErrorModule.DomainError;
    const { currentState } = isTyped ? error.details : {};
    if (ENDED.includes(currentState)) lives.set(number, (lives.get(number) ?? 0) + 1);
    const refusal = isTyped ? { code: error.code } : { untyped: String(error) };
    told.push({ ...asked, began, ended: now(), ...refusal });
  }
}

const end = Date.now() + seconds * 1000;
await Promise.all(
  Array.from({ length: IN_FLIGHT }, async () => {
    while (Date.now() < end) await wishOnce();
  }),
);
await writeFile(file, JSON.stringify(told));
await store.onApplicationShutdown();
process.exit(0);
