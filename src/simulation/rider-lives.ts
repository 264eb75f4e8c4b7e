import { ANY_CAR } from '../shared/events/trip.shapes';
import type { Random } from '../replay/random';
import { routeBetween } from '../replay/travel';
import { fareFor } from '../replay/tariff';
import type { Actor } from '../shared/kernel/actor';
import type { RiderId, TripId } from '../shared/kernel/ids';
import { secondsAfter } from '../shared/kernel/time';
import { CancelTrip } from '../write/trip/domain/cancel-trip';
import { RequestTrip } from '../write/trip/domain/request-trip';
import { StartMatching } from '../write/trip/domain/start-matching';
import type { Agenda } from './agenda';
import type { Demand } from './demand';
import { rounded, spreadOf, type Figures } from './figures';
import { patienceOf, PRODUCT, secondThoughts } from './habits';
import type { Reactions } from './rules';
import type { World } from './world';

export const PIN = '4711';

interface Waiting {
  readonly requestedMs: number;
  readonly patienceS: number;
  assignedMs: number | undefined;
}

/** The riders of a simulated city: they ask, wait, and lose patience. */
export class RiderLives {
  private readonly waiting = new Map<TripId, Waiting>();
  private readonly matched = new Set<TripId>();
  private readonly pickupS: number[] = [];
  private readonly waitS: number[] = [];
  private readonly unfulfilled: Record<string, number> = {};
  private requests = 0;
  private completed = 0;

  readonly reactions: Reactions = {
    DriverAssigned: ({ tripId }) => this.expect(tripId),
    DriverArrived: ({ tripId }) => this.welcome(tripId),
    TripUnfulfilled: ({ tripId, reason }) => this.gone(tripId, reason),
    TripCancelled: ({ tripId, reasonCode }) => this.gone(tripId, reasonCode),
    TripCompleted: ({ tripId }) => {
      this.completed += 1;
      this.waiting.delete(tripId);
    },
  };

  constructor(
    private readonly around: { readonly agenda: Agenda; readonly world: World },
    private readonly random: Random,
  ) {}

  request(ride: Demand): void {
    const { agenda, world } = this.around;
    const tripId = `trip-${ride.number}` as TripId;
    const patienceS = patienceOf(this.random);
    this.requests += 1;
    this.waiting.set(tripId, { requestedMs: agenda.nowMs, patienceS, assignedMs: undefined });
    const route = routeBetween(ride.pickup, ride.dropOff, this.random);
    const booking: RequestTrip['data'] = {
      ...{ riderId: `rider-${ride.number}` as RiderId, cityId: 'nyc', product: PRODUCT },
      stops: [
        { placeRef: 'pickup', ...ride.pickup },
        { placeRef: 'drop-off', ...ride.dropOff },
      ],
      quote: {
        ...{ quoteId: `quote-${ride.number}`, totalMinor: fareFor(route).totalMinor },
        ...{ currency: 'USD', validUntil: secondsAfter(agenda.now, 300) },
      },
      ...{ paymentMethod: 'card', boardingPin: PIN, zoneId: null, cell: 'simulated' },
      needs: ANY_CAR,
    };
    world.ask(new RequestTrip(tripId, booking, world.sentBy(riderOf(ride.number))));
    const paid = { cardAuthorised: true, cashAllowed: false };
    world.ask(new StartMatching(tripId, paid, world.sentBy()));
    agenda.after(patienceS, () => this.loseItIfWaiting(tripId, ride.number));
  }

  figures(): Pick<
    Figures,
    'requests' | 'matched' | 'matchRate' | 'pickupEtaS' | 'waitS' | 'completed' | 'unfulfilled'
  > {
    const { requests, completed, unfulfilled } = this;
    const matched = this.matched.size;
    return {
      ...{ requests, matched, matchRate: rounded(matched / requests, 4) },
      ...{ pickupEtaS: spreadOf(this.pickupS), waitS: spreadOf(this.waitS) },
      ...{ completed, unfulfilled },
    };
  }

  private expect(tripId: TripId): void {
    this.matched.add(tripId);
    const waiting = this.waiting.get(tripId);
    if (waiting) waiting.assignedMs = this.around.agenda.nowMs;
    const afterS = secondThoughts(this.random);
    if (afterS !== undefined) this.changePlans(tripId, afterS);
  }

  private welcome(tripId: TripId): void {
    const waiting = this.waiting.get(tripId);
    if (!waiting) return;
    const { nowMs } = this.around.agenda;
    this.waitS.push((nowMs - waiting.requestedMs) / 1000);
    this.pickupS.push((nowMs - (waiting.assignedMs ?? nowMs)) / 1000);
  }

  private loseItIfWaiting(tripId: TripId, number: number): void {
    const { world } = this.around;
    const waiting = this.waiting.get(tripId);
    if (!waiting || this.matched.has(tripId)) return;
    const reason = { reasonCode: 'WAIT_TOO_LONG' };
    world.asks(new CancelTrip(tripId, reason, world.sentBy(riderOf(number))));
  }

  /** On the way to the pickup, for reasons of their own. */
  private changePlans(tripId: TripId, afterS: number): void {
    const { agenda, world } = this.around;
    const reason = { reasonCode: 'PLANS_CHANGED' };
    agenda.after(afterS, () => {
      if (this.waiting.has(tripId)) world.asks(new CancelTrip(tripId, reason, world.sentBy()));
    });
  }

  private gone(tripId: TripId, reason: string): void {
    this.waiting.delete(tripId);
    this.unfulfilled[reason] = (this.unfulfilled[reason] ?? 0) + 1;
  }
}

function riderOf(number: number): Actor {
  return { type: 'rider', id: `rider-${number}` };
}
