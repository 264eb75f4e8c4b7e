import type { EventSourceMessage } from 'eventsource-parser';
import { v5 as uuid } from 'uuid';
import { pinFor, riderFor } from '../replay/people';
import type { Random } from '../replay/random';
import { fareFor, type Fare } from '../replay/tariff';
import { routeBetween } from '../replay/travel';
import type { Actor } from '../shared/kernel/actor';
import { boardingTime, PRODUCT } from '../simulation/habits';
import type { Demand } from '../simulation/demand';
import { Bell } from './bell';
import type { CityParts } from './city-parts';
import { Payments } from './payments';
import { RiderMind, type RiderAct } from './rider-mind';
import type { TripView } from './views';

/** Names a live city's trips apart from everybody else's UUIDv5s. */
const TRIPS = '6b3c8f0e-8f55-5b0a-8c43-6a9f1f0c7d02';
const QUOTE_VALID_MS = 300_000;
const NO_ROOM = 'MATCHING_BEHIND';

/** A rider's app and whoever holds it, from the request to the paid fare. */
export class RiderApp {
  readonly tripId: string;
  private readonly as: Actor;
  private readonly fare: Fare;
  private readonly mind: RiderMind;
  private readonly bell = new Bell();
  private readonly payments: Payments;

  constructor(
    private readonly ride: Demand,
    private readonly city: CityParts,
    private readonly random: Random,
  ) {
    this.tripId = uuid(`${city.run}/${ride.number}`, TRIPS);
    this.as = { type: 'rider', id: riderFor(random) };
    this.fare = fareFor(routeBetween(ride.pickup, ride.dropOff, random));
    this.mind = new RiderMind(random, city.clock);
    this.payments = new Payments(this.tripId, this.fare, city);
  }

  /** Somebody is on the way, or with them. */
  get isMatched(): boolean {
    return this.mind.isMatched;
  }

  /** Something has changed around them. */
  stir(): void {
    this.bell.ring();
  }

  async live(): Promise<void> {
    const { street } = this.city;
    const pin = pinFor(this.random);
    street.expect(this.tripId, { pin, boardsInS: boardingTime(this.random) });
    try {
      if (!(await this.request(pin))) {
        const outcome = { is: 'unfulfilled', reason: NO_ROOM } as const;
        this.city.tally.ended(this.tripId, outcome);
        return;
      }
      await this.payments.authorise();
      await this.whileWatching(() => this.seeItThrough());
    } finally {
      street.leave(this.tripId);
    }
  }

  /** @returns false when the platform has had no room for as long as a rider tries */
  private async request(boardingPin: string): Promise<boolean> {
    const { apps, tally, clock, run } = this.city;
    const { pickup, dropOff, number } = this.ride;
    const validUntil = new Date(clock.nowMs + QUOTE_VALID_MS).toISOString();
    const { totalMinor } = this.fare;
    const body = {
      ...{ cityId: 'nyc', product: PRODUCT, stops: [pickup, dropOff] },
      quote: { quoteId: `quote-${this.tripId}`, totalMinor, currency: 'USD', validUntil },
      ...{ paymentMethod: 'card', boardingPin },
    };
    const [path, key] = [`/v1/trips/${this.tripId}`, `${run}/ride-${number}/request`];
    tally.asked(this.tripId);
    const mayMeet = [NO_ROOM];
    return (await apps.tell(this.as, { method: 'PUT', path, body, key, mayMeet })) !== undefined;
  }

  private async seeItThrough(): Promise<void> {
    const { clock, failing } = this.city;
    while (!failing.aborted) {
      const next = this.mind.next(clock.dueMs);
      if (typeof next !== 'object') {
        await this.bell.wait((next ?? Infinity) - clock.nowMs);
      } else if (next.do === 'leave') {
        this.city.tally.ended(this.tripId, next.outcome);
        return;
      } else await this.act(next);
    }
  }

  private async act(act: Exclude<RiderAct, { do: 'leave' }>): Promise<void> {
    if (act.do === 'pay') await this.payments.charge();
    else await this.cancel(act.reasonCode);
    this.mind.did(act);
  }

  private async cancel(reasonCode: string): Promise<void> {
    const { apps, run } = this.city;
    const path = `/v1/trips/${this.tripId}/cancel`;
    const key = `${run}/ride-${this.ride.number}/cancel`;
    const mayMeet = ['TRIP_INVALID_TRANSITION'];
    await apps.tell(this.as, { path, body: { reasonCode }, key, mayMeet });
  }

  /** The screen is open for as long as the work takes; when it fails, the work ends. */
  private async whileWatching(work: () => Promise<void>): Promise<void> {
    const { apps, failing } = this.city;
    const closing = new AbortController();
    const signal = AbortSignal.any([closing.signal, failing]);
    const path = `/v1/trips/${this.tripId}/live`;
    const watching = apps.watch(this.as, path, (message) => this.show(message), signal);
    await Promise.race([watching, work()]).finally(() => closing.abort());
    await watching;
  }

  private show({ event, data }: EventSourceMessage): void {
    if (event !== 'snapshot' && event !== 'change') return;
    const wasMatched = this.mind.isMatched;
    this.mind.sees(JSON.parse(data) as TripView);
    if (this.mind.isMatched && !wasMatched) this.city.tally.matched += 1;
    this.bell.ring();
  }
}
