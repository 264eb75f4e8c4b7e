// Riders and drivers who get in each other's way: every trip is a plot of its own, drawn from the seed, of what happens at
// the same moment as its offers and its assignments come.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CityCrowd } from './city-crowd.mjs';
import { randomFrom } from './random.mjs';

const LATE_MS = 300;
const ENDS = ['TripCancelled', 'TripUnfulfilled'];

/** What happens as an offer is made, and as a driver is assigned; `nth` counts them from 1 for each trip. */
const PLOTS = {
  'accepted twice': {
    share: 10,
    offered: (crowd, offer) => [crowd.accept(offer), crowd.accept(offer)],
  },
  'accepted by several': {
    share: 8,
    offered: (crowd, offer, nth) => (nth <= 3 ? crowd.decline(offer) : crowd.accept(offer)),
  },
  'accepted by a stranger': {
    share: 6,
    offered: (crowd, offer) => [crowd.acceptAs(crowd.another(offer), offer), crowd.accept(offer)],
  },
  'accepted and cancelled': {
    share: 16,
    offered: (crowd, offer) => [crowd.accept(offer), crowd.cancel(offer)],
  },
  'cancelled and accepted': {
    share: 10,
    offered: (crowd, offer) => [crowd.cancel(offer), crowd.accept(offer)],
  },
  'declined and accepted': {
    share: 10,
    offered: (crowd, offer, nth) => [
      ...(nth === 1 ? [crowd.decline(offer)] : []),
      crowd.accept(offer),
    ],
  },
  'accepted too late': {
    share: 1,
    offered: async (crowd, offer, nth) => {
      const left = Date.parse(offer.expiresAt) - Date.now();
      if (nth === 1) await pause(Math.max(0, left + (Math.random() - 0.3) * LATE_MS));
      return crowd.accept(offer);
    },
  },
  'reassigned and given back': {
    share: 12,
    assigned: (crowd, trip, nth) =>
      nth === 1 ? [crowd.reassign(trip), crowd.giveBack(trip)] : crowd.cancel(trip),
  },
  'given back and cancelled': {
    share: 8,
    assigned: (crowd, trip, nth) =>
      nth === 1 ? [crowd.giveBack(trip), crowd.cancel(trip)] : crowd.cancel(trip),
  },
  'given back twice': {
    share: 6,
    assigned: (crowd, trip, nth) => {
      if (nth > 1) return crowd.cancel(trip);
      const key = randomUUID();
      return [crowd.giveBack(trip, key), crowd.giveBack(trip, key)];
    },
  },
  'not heard': {
    share: 8,
    offered: (crowd, offer) => [crowd.loseComms(offer), crowd.accept(offer)],
  },
  'gone offline': {
    share: 8,
    offered: (crowd, offer) => [crowd.goOffline(offer), crowd.accept(offer)],
  },
  'the same key': {
    share: 8,
    offered: (crowd, offer) => {
      const key = randomUUID();
      return [crowd.accept(offer, key), crowd.accept(offer, key), crowd.decline(offer, key)];
    },
  },
};

export class RacingCrowd extends CityCrowd {
  plots = new Map();
  #trips = new Map();
  #drivers = 0;
  expected = [
    ...this.expected,
    ...['OFFER_NOT_YOURS', 'TRIP_NOT_YOURS', 'IDEMPOTENCY_KEY_REUSED'],
    ...['SHIFT_INVALID_TRANSITION', 'SHIFT_NOT_ELIGIBLE', 'SHIFT_START_OVERTAKEN'],
  ];

  get underway() {
    return this.#trips.size;
  }

  drivers(count) {
    this.#drivers = count;
    return super.drivers(count);
  }

  /** A trip of its own plot: the same for the same seed. */
  async race(number, seed) {
    const name = drawn(randomFrom(seed + number));
    this.plots.set(name, (this.plots.get(name) ?? 0) + 1);
    this.#trips.set(`trip-${number}`, { plot: PLOTS[name], offers: 0, assignments: 0 });
    await this.request(number);
  }

  async react({ type, data }) {
    const trip = this.#trips.get(data.tripId);
    if (ENDS.includes(type)) this.#trips.delete(data.tripId);
    if (type === 'OfferExtended' && trip) {
      await all((trip.plot.offered ?? justAccept)(this, data, (trip.offers += 1)));
    }
    if (type === 'DriverAssigned' && trip) {
      await all((trip.plot.assigned ?? justCancel)(this, data, (trip.assignments += 1)));
    }
    await this.#goOn(type, data);
  }

  /** Drivers are there again, whatever has taken them away. */
  async #goOn(type, { driverId }) {
    const shift = `/v1/drivers/${driverId}/shift`;
    const vehicleId = `car-${driverId}`;
    if (type === 'ShiftEnded') await this.#backOnline(shift, vehicleId);
    if (type === 'BreakStarted') await this.ask('POST', `${shift}/resume`, {});
    if (type === 'CommsLost') await this.ask('POST', `${shift}/restore-comms`, {});
  }

  /** As soon as the car is free again, which is a policy's to do. */
  async #backOnline(shift, vehicleId) {
    const wanted = ['VEHICLE_ON_ANOTHER_SHIFT'];
    for (let tries = 0; tries < 100; tries++) {
      const told = await this.ask(
        'POST',
        `${shift}/go-online`,
        { vehicleId },
        'system',
        {},
        wanted,
      );
      if (!wanted.includes(told.code)) return;
      await pause(100);
    }
    throw new Error(`${vehicleId} is never free again`);
  }

  accept(offer, key) {
    return this.acceptAs(offer.driverId, offer, key);
  }

  acceptAs(driverId, { offerId }, key) {
    return this.#as(
      `driver:${driverId}`,
      `/v1/drivers/${driverId}/offers/${offerId}/accept`,
      {},
      key,
    );
  }

  decline({ driverId, offerId }, key) {
    const path = `/v1/drivers/${driverId}/offers/${offerId}/decline`;
    return this.#as(`driver:${driverId}`, path, { reason: 'TOO_FAR' }, key);
  }

  cancel({ tripId }) {
    const rider = tripId.replace('trip', 'rider');
    return this.#as(`rider:${rider}`, `/v1/trips/${tripId}/cancel`, {
      reasonCode: 'PLANS_CHANGED',
    });
  }

  giveBack({ tripId, driverId }, key) {
    const wish = { reasonCode: 'CAR_TROUBLE', rematch: true };
    return this.#as(`driver:${driverId}`, `/v1/trips/${tripId}/cancel`, wish, key);
  }

  reassign({ tripId }) {
    const why = { reasonCode: 'DRIVER_STALLED', fault: 'driver' };
    return this.ask('POST', `/v1/trips/${tripId}/reassign`, why, 'ops');
  }

  loseComms({ driverId }) {
    const lastPingAt = new Date(Date.now() - 61_000).toISOString();
    return this.ask('POST', `/v1/drivers/${driverId}/shift/lose-comms`, { lastPingAt });
  }

  goOffline({ driverId }) {
    return this.#as(`driver:${driverId}`, `/v1/drivers/${driverId}/shift/go-offline`, {});
  }

  another({ driverId }) {
    const number = Number(driverId.split('-').at(-1));
    return `driver-${(number + 1) % this.#drivers}`;
  }

  #as(whom, path, body, key = randomUUID()) {
    return this.ask('POST', path, body, 'system', { 'x-act-as': whom, 'idempotency-key': key });
  }
}

const justAccept = (crowd, offer) => crowd.accept(offer);
const justCancel = (crowd, trip) => crowd.cancel(trip);

/** At once, as far as one process can. */
const all = (started) => (Array.isArray(started) ? Promise.all(started) : started);

function drawn(random) {
  const names = Object.keys(PLOTS);
  const total = names.reduce((sum, name) => sum + PLOTS[name].share, 0);
  let left = random() * total;
  return names.find((name) => (left -= PLOTS[name].share) < 0) ?? names[0];
}
