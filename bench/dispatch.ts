import { ANY_CAR } from '../src/shared/events/trip.shapes';
import { createHistogram } from 'node:perf_hooks';
import { City } from '../src/dispatch/city/city';
import { WHOLE_CITY } from '../src/dispatch/city/regions';
import { decideTick, type Choosing } from '../src/dispatch/city/tick';
import { WEIGHTS } from '../src/dispatch/matching/weights';
import { ByDistance } from '../src/dispatch/travel/by-distance';
import type { GeoPoint } from '../src/shared/kernel/geo-point';
import type { DriverId, RiderId, TripId, VehicleId } from '../src/shared/kernel/ids';
import { secondsAfter } from '../src/shared/kernel/time';
import type { Benchmark, Figure } from './benchmark';
import { pickups } from './journeys';

const DRIVERS = 10_000;
const REQUESTS = 200;
const TICKS = 100;
const AT = '2014-04-02T21:00:00.000Z';
/** Of the clock that the ticks are told; all of them are within the three minutes of a search. */
const TICK_S = 1.5;
const CITY_KMH = 17;
/** Four seconds at 30 km/h. */
const STEP_M = 33;

/** A city of real places with everybody in it, in memory: what the dispatcher works on. */
export const dispatch: Benchmark = {
  name: 'dispatch',
  run: async ({ seconds }) => {
    const places = await pickups();
    const city = crowded(places);
    return [...(await ticking(city)), pinging(city, places, seconds)];
  },
};

function crowded(places: readonly GeoPoint[]): City {
  const city = new City();
  for (let index = 0; index < DRIVERS; index++) {
    const driverId = `driver-${index}` as DriverId;
    city.onShift({
      type: 'ShiftStarted',
      data: {
        ...{ driverId, shiftNo: 1, cityId: 'nyc', at: AT, vehicleId: `car-${index}` as VehicleId },
        ...{
          tiers: ['standard'],
          seats: 4,
          wheelchair: false,
          childSeat: false,
          forwardDispatch: false,
        },
        ...{ hoursPolicy: 'new-york', eligibleUntil: '2015-01-01T00:00:00.000Z', odometerM: null },
      },
    });
    city.seen(driverId, apart(placeOf(places, index), index));
  }
  for (let index = 0; index < REQUESTS; index++) open(city, places, index);
  return city;
}

function open(city: City, places: readonly GeoPoint[], index: number): void {
  const tripId = `trip-${index}` as TripId;
  const riderId = `rider-${index}` as RiderId;
  const market = {
    ...{ cityId: 'nyc', zoneId: null, cell: 'bench', product: 'standard', requestedAt: AT },
  };
  const stops = [placeOf(places, index * 7), placeOf(places, index * 11 + 5)];
  city.onTrip({
    type: 'TripRequested',
    data: {
      ...{ tripId, market, riderId, paymentMethod: 'card', boardingPin: '0000', needs: ANY_CAR },
      stops: stops.map((place) => ({ placeRef: 'place', ...place })),
      quote: { quoteId: 'quote', totalMinor: 2000, currency: 'USD' },
    },
  });
  city.onDispatch({
    type: 'DispatchOpened',
    data: {
      ...{ tripId, attempt: 1, market, riderId, strategy: 'batch-v1', openedAt: AT },
      constraints: ANY_CAR,
      excludedDriverIds: [],
    },
  });
}

/** Nothing is carried out, so that each tick finds the same crowd. */
async function ticking(city: City): Promise<Figure[]> {
  const how: Choosing = {
    ...{ strategy: 'batch-v1', weights: WEIGHTS, travelTimes: new ByDistance(CITY_KMH) },
    ...{ reach: { withinM: 5000, nearest: 20 }, region: WHOLE_CITY, goOn: () => true },
  };
  const histogram = createHistogram();
  for (let tick = 0; tick < TICKS + 10; tick++) {
    const began = performance.now();
    const { proposals } = await decideTick(city, secondsAfter(AT, tick * TICK_S), tick, how);
    const tookUs = (performance.now() - began) * 1000;
    if (proposals.length !== REQUESTS) throw new Error('Somebody was not matched');
    if (tick >= 10) histogram.record(Math.max(1, Math.round(tookUs)));
  }
  const ms = (percentile: number) => histogram.percentile(percentile) / 1000;
  const crowd = `${REQUESTS} requests, ${DRIVERS.toLocaleString('en')} drivers`;
  return [
    { what: `tick p50, ${crowd}`, value: ms(50), unit: 'ms' },
    { what: `tick p99, ${crowd}`, value: ms(99), unit: 'ms', target: '< 250 ms' },
  ];
}

/** Every driver a little further with each ping, on one core. */
function pinging(city: City, places: readonly GeoPoint[], seconds: number): Figure {
  const began = performance.now();
  let pings = 0;
  for (let round = 1; performance.now() - began < seconds * 1000; round++) {
    for (let index = 0; index < DRIVERS; index++) {
      const { lat, lon } = apart(placeOf(places, index), index);
      const at = { lat: lat + (round * STEP_M) / 111_195, lon };
      city.seen(`driver-${index}` as DriverId, at);
    }
    pings += DRIVERS;
  }
  const value = pings / ((performance.now() - began) / 1000);
  return { what: 'pings indexed on one core', value, unit: '/s', target: '100000/s' };
}

function placeOf(places: readonly GeoPoint[], index: number): GeoPoint {
  const place = places[index % places.length];
  if (!place) throw new Error('The sample has pickups');
  return place;
}

/** Drivers do not stand on top of each other: up to some 500 m from where riders were. */
function apart({ lat, lon }: GeoPoint, index: number): GeoPoint {
  return { lat: lat + ((index % 97) - 48) * 1e-4, lon: lon + ((index % 89) - 44) * 1e-4 };
}
