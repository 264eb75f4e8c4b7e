import { randomUUID } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBEventStore } from '../src/shared/event-store/eventstoredb.event-store';
import type { NewEvent } from '../src/shared/event-store/event-store';
import type { CityEvent } from '../src/shared/events/city.events';
import { history } from '../src/shared/events/history';
import type { DriverId, TripId, VehicleId } from '../src/shared/kernel/ids';
import { secondsAfter } from '../src/shared/kernel/time';
import type { Benchmark, Figure } from './benchmark';
import { firstOffers } from './first-offers';
import { withServer, withStores, type Installation } from './installation';

/** Streams that are open at once. */
const DRIVERS = 500;
/** Twice the requests that the reference city has at its peak. */
const PER_SECOND = 50;
const TARGET = 'p95 < 300 ms';

/** How soon a rider's request is on some driver's screen, and of that the last step alone. */
export const offers: Benchmark = {
  name: 'offers',
  run: async ({ seconds }) => [...(await deliveries(seconds)), ...(await firstOffers(seconds))],
};

/** From before an offer is appended until its driver has it on an open stream: the log, the read side, HTTP. */
function deliveries(seconds: number): Promise<Figure[]> {
  return withStores((stores, directory) =>
    withServer(stores, directory, ['read', 'project'], (whole) => delivered(whole, seconds)),
  );
}

async function delivered({ stores, url, token }: Installation, seconds: number): Promise<Figure[]> {
  const store = new EventStoreDBEventStore(stores.eventStoreUrl, history);
  const delivery = new Delivery();
  const drivers = Array.from({ length: DRIVERS }, (_, index) => `driver-${index}`);
  try {
    for (const driverId of drivers) {
      await store.append(`shift-${driverId}`, 'no stream', [fresh(online(driverId))]);
    }
    const open = await Promise.all(drivers.map((each) => delivery.listen(url, token, each)));
    for (let sent = 0; sent < seconds * PER_SECOND; sent++) {
      const driverId = drivers[sent % DRIVERS] ?? '';
      const offer = offerTo(driverId, `bench-${sent}`);
      delivery.begin(`offer-bench-${sent}`);
      void store.append(`dispatch-bench-${sent}-1`, 'no stream', [fresh(offer)]);
      await pause(1000 / PER_SECOND);
    }
    await delivery.isDone();
    for (const each of open) each.destroy();
  } finally {
    await store.onApplicationShutdown();
  }
  const { took } = delivery;
  const ms = (percentile: number) => took.percentile(percentile) / 1000;
  const load = `${PER_SECOND} offers/s, ${DRIVERS} open streams`;
  return [
    { what: `offer on the driver’s stream, p50, ${load}`, value: ms(50), unit: 'ms' },
    { what: 'offer on the driver’s stream, p95', value: ms(95), unit: 'ms', target: TARGET },
    { what: 'offer on the driver’s stream, p99', value: ms(99), unit: 'ms' },
  ];
}

/** What is under way, by offer, and how long what has arrived took, in microseconds. */
class Delivery {
  readonly took: RecordableHistogram = createHistogram();
  private readonly begun = new Map<string, number>();

  begin(offerId: string): void {
    this.begun.set(offerId, performance.now());
  }

  async isDone(): Promise<void> {
    for (let left = 200; this.begun.size > 0; left--) {
      if (left === 0) throw new Error(`${this.begun.size} offers never arrived`);
      await pause(50);
    }
  }

  /** Resolves when the driver has seen their screen: again until the read model knows of them. */
  async listen(url: string, token: string, driverId: string): Promise<IncomingMessage> {
    for (;;) {
      const response = await opened(`${url}/v1/drivers/${driverId}/stream`, token);
      if (response.statusCode !== 200) {
        response.destroy();
        await pause(100);
        continue;
      }
      response.setEncoding('utf8').on('data', (text: string) => this.hear(text));
      return response;
    }
  }

  /** An event fits into one packet, and its id is found wherever it stands. */
  private hear(text: string): void {
    for (const [, offerId = ''] of text.matchAll(/"offerId":"(offer-bench-\d+)"/g)) {
      const begun = this.begun.get(offerId);
      if (begun === undefined) continue;
      this.begun.delete(offerId);
      this.took.record(Math.max(1, Math.round((performance.now() - begun) * 1000)));
    }
  }
}

function opened(url: string, token: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${token}` }, agent: false }, resolve).on(
      'error',
      reject,
    );
  });
}

function fresh({ type, data }: CityEvent): NewEvent {
  const now = new Date().toISOString();
  const metadata = {
    ...{ schemaVersion: 1, occurredAt: now, recordedAt: now, cityId: 'nyc' },
    ...{ correlationId: 'bench', causationId: 'bench', commandId: 'bench', requestHash: 'bench' },
    ...{ actor: { type: 'system', id: 'bench' } as const, subjectIds: [] },
  };
  return { id: randomUUID(), type, data, metadata };
}

function online(driverId: string): CityEvent {
  return {
    type: 'ShiftStarted',
    data: {
      ...{ driverId: driverId as DriverId, shiftNo: 1, cityId: 'nyc', seats: 4 },
      ...{ at: new Date().toISOString(), vehicleId: `car-of-${driverId}` as VehicleId },
      ...{
        tiers: ['standard'],
        wheelchair: false,
        childSeat: false,
        forwardDispatch: false,
        odometerM: null,
      },
      ...{ hoursPolicy: 'new-york', eligibleUntil: '2099-01-01T00:00:00.000Z' },
    },
  };
}

function offerTo(driverId: string, name: string): CityEvent {
  const extendedAt = new Date().toISOString();
  const market = {
    ...{ cityId: 'nyc', zoneId: 140, cell: '882a100893fffff', product: 'standard' },
    requestedAt: extendedAt,
  };
  return {
    type: 'OfferExtended',
    data: {
      ...{ tripId: name as TripId, attempt: 1, market, offerId: `offer-${name}`, rank: 1 },
      ...{ driverId: driverId as DriverId, mode: 'exclusive', extendedAt },
      ...{ expiresAt: secondsAfter(extendedAt, 15), pickupEtaS: 240, tripEtaS: 900 },
      ...{ payPreview: { amountMinor: 1520, currency: 'USD' }, cost: 240, parts: { eta: 240 } },
    },
  };
}
