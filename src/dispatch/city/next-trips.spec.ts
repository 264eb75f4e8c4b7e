import * as dispatch from '#test/dispatch.samples';
import * as shift from '#test/shift.samples';
import * as trip from '#test/trip.samples';
import type { CityEvent } from '../../shared/events/city.events';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId } from '../../shared/kernel/ids';
import { secondsAfter } from '../../shared/kernel/time';
import { WEIGHTS } from '../matching/weights';
import { ByDistance } from '../travel/by-distance';
import { City } from './city';
import { inform } from './inform';
import { carryOut, type Desk } from './offer';
import { orphansIn } from './orphans';
import { overrunIn } from './overrun';
import { WHOLE_CITY } from './regions';
import { decideTick, type Choosing } from './tick';

const { eastVillage, grandCentral, lenoxHill, northOf, columbusCircle } = trip;
const { bobId, second: tripId } = shift;
const at = dispatch.after(2);
const how: Choosing = {
  ...{ strategy: 'batch-v1', weights: WEIGHTS, travelTimes: new ByDistance(17) },
  ...{ reach: { withinM: 5000, nearest: 20 }, region: WHOLE_CITY, goOn: () => true },
};

/** Bob drives Ada to the East Village. */
const riding: readonly CityEvent[] = [
  ...[trip.requested(), trip.matching(), trip.assigned(), trip.arrived(), trip.started()],
  ...shift.driving,
];
/** Eve wants to be fetched there. */
const eve = (pickup: GeoPoint): readonly CityEvent[] => [
  trip.requested({ tripId, stops: [{ placeRef: 'corner', ...pickup }, grandCentral] }),
  { ...dispatch.opened(), data: { ...dispatch.opened().data, tripId } },
];
const nearTheEnd = northOf(eastVillage, 800);
const corner = northOf(eastVillage, 300);

interface Scene {
  readonly history?: readonly CityEvent[];
  readonly pickup?: GeoPoint;
  readonly place?: GeoPoint;
}

function cityWith({ history = riding, pickup = corner, place = nearTheEnd }: Scene = {}): City {
  const city = new City();
  for (const event of history.slice(0, -1)) inform(city, event);
  city.seen(bobId, place);
  for (const event of [...history.slice(-1), ...eve(pickup)]) inform(city, event);
  return city;
}

async function chosenIn(scene: Scene, also?: (city: City) => void) {
  const city = cityWith(scene);
  also?.(city);
  const { proposals } = await decideTick(city, at, 1, how);
  return proposals.flatMap(({ chosen }) => chosen);
}

type Place = typeof eastVillage;
const changed = (...stops: readonly Place[]) => trip.itineraryChanged({ stops: [...stops] });

describe('a driver who is about to finish a trip near a rider', () => {
  it('is asked, and what is left of the trip counts', async () => {
    const [bob] = await chosenIn({});
    // 800 m and 300 m of streets, at 17 km/h.
    expect(bob).toMatchObject({ offerable: true, etaS: 220 + 83, parts: { rest: 220, eta: 83 } });
    expect(bob?.driver).toMatchObject({ driverId: bobId, freeInS: 220 });
    expect(bob?.cost).toBeCloseTo(Object.values(bob?.parts ?? {}).reduce((a, b) => a + b));
  });

  it('is held for it with what is left, and asked then', async () => {
    const city = cityWith();
    const tick = await decideTick(city, at, 1, how);
    const asked: unknown[] = [];
    const note = (what: string) => (id: unknown, data: object) => {
      asked.push([what, id, data]);
      return Promise.resolve();
    };
    const names = ['reserve', 'reserveNext', 'release', 'extend', 'hold', 'revoke'] as const;
    const desk = Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as Desk;
    for (const each of tick.proposals) await carryOut(each, { tick: 1, term: 7 }, tick, desk);
    expect(asked).toMatchObject([
      ['reserveNext', bobId, { tripId, remainingS: 220, pickupS: 83 }],
      ['extend', { tripId, attempt: 1 }, { offers: [{ driverId: bobId, pickupEtaS: 303 }] }],
    ]);
  });

  const [, ...rest] = shift.driving;
  const off = [...riding.slice(0, 5), shift.started({ forwardDispatch: false }), ...rest];
  const stop = { ...grandCentral, placeRef: 'a-stop' };
  it.each<[string, Scene]>([
    ['who did not ask for it', { history: off }],
    ['whose trip ends more than a kilometre away', { pickup: northOf(eastVillage, 1010) }],
    ['with more than five minutes to go', { place: northOf(eastVillage, 1200) }],
    ['who is held already', { history: [...riding, shift.nextReserved()] }],
    ['who has a trip queued', { history: [...riding, shift.nextReserved(), shift.queued()] }],
    ['who wants to stop', { history: [...riding, shift.endRequested()] }],
    ['whom nobody hears', { history: [...riding, shift.commsLost()] }],
    ['with a stop on the way', { history: [...riding, changed(lenoxHill, stop, eastVillage)] }],
    ['who goes elsewhere by now', { history: [...riding, changed(lenoxHill, columbusCircle)] }],
  ])('is not asked: one %s', async (_, scene) => expect(await chosenIn(scene)).toEqual([]));

  it('is asked again once the stop lies behind, and once the queued trip was taken back', async () => {
    const stops = changed(lenoxHill, stop, eastVillage);
    const behind = { history: [...riding, stops, trip.reachedStop(1), trip.leftStop(1)] };
    expect(await chosenIn(behind)).toHaveLength(1);
    const back = [shift.nextReserved(), shift.queued(), shift.dropped()];
    expect(await chosenIn({ history: [...riding, ...back] })).toHaveLength(1);
  });

  it('is not asked before one who is free and sooner there', async () => {
    const driverId = 'cleo' as DriverId;
    const [first, ...others] = await chosenIn({}, (city) => {
      inform(city, shift.started({ driverId }));
      city.seen(driverId, northOf(corner, 400));
    });
    expect([first?.driver.driverId, others]).toEqual([driverId, []]);
  });

  it('is an orphan of whoever held them and made no offer', () => {
    const city = cityWith();
    inform(city, shift.nextReserved());
    const { offerId, at: heldAt } = shift.nextReserved().data;
    expect(orphansIn(city, WHOLE_CITY, secondsAfter(heldAt, 1))).toEqual([]);
    expect(orphansIn(city, WHOLE_CITY, secondsAfter(heldAt, 2))).toEqual([
      { driverId: bobId, offerId },
    ]);
  });
});

describe('a trip that is queued behind one that changes', () => {
  const queued = [shift.nextReserved(), shift.queued()];
  const assigned = trip.assigned();
  const theirs = { ...assigned, data: { ...assigned.data, tripId } };
  const overrun = (...after: readonly CityEvent[]) => {
    const city = cityWith();
    for (const event of [...queued, theirs, ...after]) inform(city, event);
    return overrunIn(city, at, how);
  };
  const far = changed(lenoxHill, columbusCircle);

  it('is taken back when the end is too far by now, and as long as it is', async () => {
    expect(await overrun(far)).toMatchObject([{ tripId, assignmentNo: 1 }]);
    const back = changed(lenoxHill, eastVillage);
    expect(await overrun(far, back)).toEqual([]);
  });

  it('stays when nothing has changed, or hardly anything', async () => {
    expect(await overrun()).toEqual([]);
    const near = { ...eastVillage, lat: eastVillage.lat + 0.0005 };
    expect(await overrun(changed(lenoxHill, near))).toEqual([]);
  });

  it('is nobody’s concern once it was dropped, or is the one that is driven', async () => {
    expect(await overrun(far, shift.dropped())).toEqual([]);
    expect(await overrun(far, shift.freed({ nextTripId: tripId }))).toEqual([]);
  });
});
