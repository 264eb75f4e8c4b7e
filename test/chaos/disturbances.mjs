import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { MongoError } from 'mongodb';
import { checkThisMoment } from './read-models-check.mjs';
import { projections } from './sequential-fold.mjs';

const BETWEEN_MS = 250;
/** Longer than a lease lasts: the other process takes over, and this one wakes up as a stranger. */
const HELD_MS = 5000;
const STORE_AWAY_MS = 1500;
/** Of a projector's messages to the store, about as many as it sends in some seconds. */
const MESSAGES = 400;
const LEAST = 12;

/** What happens to a platform while it works, as chance has it. */
export class Disturbances {
  #counts = new Map();
  #busy = new Set();
  #poisons = 0;
  /** What was wrong at some moment of the work. */
  faults = [];

  constructor(platform, random) {
    this.platform = platform;
    this.random = random;
  }

  get summary() {
    return [...this.#counts].map(([what, count]) => `${count} ${what}`).join(', ');
  }

  /** Goes on until the work is done, and for as long as it takes to have happened often enough. */
  async until(work) {
    let working = true;
    const done = work.finally(() => (working = false));
    for (let count = 0; working || count < LEAST;) {
      if (await this.#next()) count += 1;
      await pause(this.random() * BETWEEN_MS);
    }
    await Promise.all([done, ...this.#busy]);
  }

  /** One after the other, but for those that take their time. */
  async #next() {
    const kinds = [
      [6, 'kills', () => this.#replaceProjector()],
      [1, 'stalls', () => this.#meanwhile('stall', () => this.#stall())],
      [3, 'rebuilds', () => this.#meanwhile('rebuild', () => this.#rebuild())],
      [1, 'event store outages', () => this.#meanwhile('store', () => this.#away('Events'))],
      [1, 'read model store outages', () => this.#meanwhile('store', () => this.#away('Models'))],
      [1, 'poisons', () => this.#poison()],
      [2, 'looks', () => this.#look()],
    ];
    let drawn = this.random() * kinds.reduce((sum, [weight]) => sum + weight, 0);
    const [, what, happen] = kinds.find(([weight]) => (drawn -= weight) < 0);
    const happened = (await happen()) !== false;
    if (happened) this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    return happened;
  }

  #meanwhile(name, work) {
    if ([...this.#busy].some((each) => each.what === name)) return false;
    const busy = work().finally(() => this.#busy.delete(busy));
    busy.what = name;
    this.#busy.add(busy);
    return true;
  }

  /** In place of the one that is there comes one that will die at its nth message. */
  async #replaceProjector() {
    const index = Math.floor(this.random() * 2);
    const projector = this.platform.projector(index);
    if (!projector.isOver && this.random() < 0.5) return false;
    await projector.signal('SIGCONT');
    await projector.signal('SIGKILL');
    this.platform.startProjector(index, 1 + Math.floor(this.random() * MESSAGES));
    return true;
  }

  async #stall() {
    const projector = this.platform.projector(Math.floor(this.random() * 2));
    await projector.signal('SIGSTOP');
    await pause(HELD_MS);
    await projector.signal('SIGCONT');
  }

  async #rebuild() {
    const { name } = projections[Math.floor(this.random() * projections.length)];
    const killAt = this.random() < 0.5 ? 1 + Math.floor(this.random() * 80) : undefined;
    const what = this.random() < 0.4 ? 'resume' : 'rebuild';
    await this.platform.command(['projection', what, name], killAt).ended;
  }

  async #away(which) {
    const { stores } = this.platform;
    await stores[`kill${which}`]();
    await pause(this.random() * STORE_AWAY_MS);
    await stores[`start${which}`]();
  }

  /** In the midst of it all: what readers may see at this very moment. */
  async #look() {
    const projection = projections[Math.floor(this.random() * projections.length)];
    try {
      this.faults.push(...(await checkThisMoment(this.platform, projection)));
      return true;
    } catch (error) {
      if (error instanceof MongoError || error.code !== undefined) return false;
      throw error;
    }
  }

  /** An event that nobody can read, or one that no projection can fold; and others behind it. */
  async #poison() {
    const tripId = `poison-${(this.#poisons += 1)}`;
    const unheard = { type: 'UnheardOf', data: { tripId } };
    const halved = { type: 'TripRequested', data: { tripId, riderId: 'ada', stops: [] } };
    const later = { type: 'ContactAttempted', data: { tripId, channel: 'call', at: NOW } };
    const events = [this.random() < 0.5 ? unheard : halved, later].map(poisonous);
    const client = EventStoreDBClient.connectionString(
      this.platform.stores.environment.EVENTSTORE_URL,
    );
    try {
      await client.appendToStream(`trip-${tripId}`, events, { expectedRevision: NO_STREAM });
      return true;
    } catch {
      return false;
    } finally {
      await client.dispose();
    }
  }
}

const NOW = '2014-04-02T12:00:00.000Z';

function poisonous({ type, data }) {
  const metadata = {
    ...{ schemaVersion: type === 'TripRequested' ? 3 : 1, occurredAt: NOW, recordedAt: NOW },
    ...{ cityId: 'nyc', correlationId: 'c', causationId: 'c', commandId: 'c', requestHash: 'h' },
    ...{ actor: { type: 'system', id: 'chaos' }, subjectIds: [] },
  };
  return jsonEvent({ id: randomUUID(), type, data, metadata });
}
