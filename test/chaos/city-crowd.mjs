/* global AbortController */
// Riders and drivers of one place, as quick as the platform: drivers accept at once, and whoever has a driver cancels, so
// that the driver is free for the next. They speak HTTP; what they react to they read from the log.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, streamNameFilter } from '@eventstore/db-client';
import { Pool } from 'undici';
import shapesModule from '../../dist/src/shared/events/driver.shapes.js';
import keysModule from '../../dist/src/shared/identity/local-keys.js';

const RULES = { issuer: 'hailstream', audience: 'hailstream' };
const VALID_UNTIL = '2099-01-01T00:00:00.000Z';
const PLACE = { lat: 40.75, lon: -73.98 };
const PINGED_EVERY_MS = 4000;
const CONNECTIONS = 32;
/** Raced against each other: whoever loses is told so. */
const EXPECTED = [
  ...['OFFER_OVER', 'OFFER_EXPIRED', 'TRIP_INVALID_TRANSITION', 'LOST_RACE'],
  ...['DISPATCH_INVALID_TRANSITION'],
];

/** Some metres apart, so that nobody is equally near. */
const near = (index) => ({ lat: PLACE.lat + index * 1e-4, lon: PLACE.lon });

export class CityCrowd {
  #pool;
  #tokens;
  #log;
  #stopping = new AbortController();
  #running = [];
  refusals = new Map();
  failures = [];
  requested = [];
  /** Codes of refusals that are an answer like any other. */
  expected = EXPECTED;

  static async at(url, directory, eventStoreUrl) {
    const crowd = new this();
    crowd.#pool = new Pool(url, { connections: CONNECTIONS });
    const keys = await keysModule.LocalKeys.in(join(directory, 'identity'));
    const token = (type) => keys.token({ type, id: 'crowd' }, RULES);
    crowd.#tokens = { system: await token('system'), ops: await token('ops') };
    crowd.#log = EventStoreDBClient.connectionString(eventStoreUrl);
    return crowd;
  }

  /** Drivers on shift, who tell where they are and accept whatever they are offered. */
  async drivers(count) {
    const ids = Array.from({ length: count }, (_, index) => `driver-${index}`);
    for (const [index, id] of ids.entries()) await this.#onboard(id, index);
    this.#running.push(this.#ping(ids), this.#answer());
  }

  /** A rider who looks for a driver. */
  async request(number) {
    const tripId = `trip-${number}`;
    const riderId = `rider-${number}`;
    const stops = [
      { ...near(number % 50), placeRef: 'corner' },
      { lat: 40.7316, lon: -73.9873, placeRef: 'village' },
    ];
    const quote = { quoteId: `quote-${number}`, totalMinor: 1900, currency: 'USD' };
    await this.ask('PUT', `/v1/trips/${tripId}`, {
      ...{ cityId: 'nyc', product: 'economy', riderId, stops },
      quote: { ...quote, validUntil: VALID_UNTIL },
      ...{ paymentMethod: 'card', boardingPin: '4711' },
    });
    const paid = { cardAuthorised: true, cashAllowed: false };
    await this.ask('POST', `/v1/trips/${tripId}/start-matching`, paid);
    this.requested.push(tripId);
  }

  async close() {
    this.#stopping.abort();
    await Promise.all(this.#running);
    await this.#log.dispose();
    await this.#pool.close();
  }

  async #onboard(id, index) {
    const driver = `/v1/drivers/${id}`;
    const vehicle = `/v1/vehicles/car-${id}`;
    await this.ask('PUT', driver, { cityId: 'nyc', name: id, phone: '+1 212 555 0142' });
    for (const kind of shapesModule.DOCUMENT_KINDS) {
      const paper = { kind, documentNo: `No ${index}`, scanRef: `scan-${kind}` };
      await this.ask('POST', `${driver}/submit-document`, paper);
    }
    for (const kind of shapesModule.DOCUMENT_KINDS) {
      const valid = { kind, validUntil: VALID_UNTIL };
      await this.ask('POST', `${driver}/verify-document`, valid);
    }
    await this.ask('POST', `${driver}/activate`, {}, 'ops');
    await this.ask('PUT', vehicle, {
      ...{ ownerId: id, cityId: 'nyc', tiers: ['economy'], seats: 4, wheelchair: false },
      ...{ year: 2012, plate: `T${index}`, vin: `1HGCM82633A${String(index).padStart(6, '0')}` },
    });
    const inspection = { passed: true, validUntil: VALID_UNTIL };
    await this.ask('POST', `${vehicle}/inspect`, inspection);
    await this.ask('POST', `${vehicle}/approve`, { tiers: ['economy'] }, 'ops');
    await this.ask('POST', `${driver}/shift/go-online`, { vehicleId: `car-${id}` });
  }

  async #ping(ids) {
    const { signal } = this.#stopping;
    for (let round = 0; !signal.aborted; round++) {
      const at = new Date().toISOString();
      const points = (index) => [{ ...near(index), lon: PLACE.lon + (round % 2) * 1e-3, at }];
      const pings = ids.map((id, index) =>
        this.ask('POST', `/v1/drivers/${id}/pings`, {
          points: points(index).map((point) => ({ ...point, accuracyM: 8 })),
        }),
      );
      await Promise.all(pings).catch((error) => this.#fail(error));
      await pause(PINGED_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #answer() {
    const filter = streamNameFilter({ prefixes: ['dispatch-', 'trip-', 'shift-'] });
    const subscription = this.#log.subscribeToAll({ fromPosition: 'start', filter });
    this.#stopping.signal.addEventListener('abort', () => void subscription.unsubscribe());
    const underway = new Set();
    for await (const { event } of subscription) {
      if (!event) continue;
      const reaction = this.react(event).catch((error) => this.#fail(error));
      underway.add(reaction);
      void reaction.then(() => underway.delete(reaction));
    }
    await Promise.all(underway);
  }

  /** What somebody does about a fact. */
  async react({ type, data, metadata }) {
    if (type === 'OfferExtended') {
      const path = `/v1/drivers/${data.driverId}/offers/${data.offerId}/accept`;
      await this.ask('POST', path, {}, 'system', { 'X-Act-As': `driver:${data.driverId}` });
    }
    if (type === 'DriverAssigned') {
      const rider = metadata.subjectIds.find((id) => id.startsWith('rider-'));
      const path = `/v1/trips/${data.tripId}/cancel`;
      const as = { 'X-Act-As': `rider:${rider}` };
      await this.ask('POST', path, { reasonCode: 'PLANS_CHANGED' }, 'system', as);
    }
  }

  /** @returns what was answered; @throws Error on a refusal that nobody expects */
  async ask(method, path, body, role = 'system', headers = {}, also = []) {
    const { statusCode, body: answer } = await this.#pool.request({
      ...{ method, path, body: JSON.stringify(body) },
      headers: {
        ...{ authorization: `Bearer ${this.#tokens[role]}`, 'content-type': 'application/json' },
        ...headers,
      },
    });
    const told = await answer.json();
    if (statusCode < 300) return told;
    if (![...this.expected, ...also].includes(told.code)) {
      throw new Error(`${method} ${path}: ${statusCode} ${JSON.stringify(told)}`);
    }
    this.refusals.set(told.code, (this.refusals.get(told.code) ?? 0) + 1);
    return told;
  }

  #fail(error) {
    if (!this.#stopping.signal.aborted) this.failures.push(error.message);
  }
}
