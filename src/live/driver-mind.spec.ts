import { Random } from '../replay/random';
import type { DriverId } from '../shared/kernel/ids';
import { SimulatedDriver } from '../simulation/fleet';
import { CityClock } from './clock';
import { DriverMind } from './driver-mind';
import { OFFLINE, type DriverView } from './views';

const HOUR_MS = 3_600_000;
const SPEED = 60;
const pickup = { lat: 40.7, lon: -73.9 };
const dropOff = { lat: 40.75, lon: -73.95 };

let wallMs: number;
beforeEach(() => {
  wallMs = 0;
});

/** A driver of the first eight hours of a city's days. @param takes how often they like what is near */
function bob(takes: number, seed = 'bob') {
  const clock = new CityClock(SPEED, 0, () => wallMs);
  const person = new SimulatedDriver('bob' as DriverId, 0, 8 * HOUR_MS, takes, true, pickup);
  const mind = new DriverMind(person, new Random(seed), clock);
  const next = () => mind.next(clock.dueMs, person.worksAt(clock.cityMs));
  const sees = (change: Partial<DriverView>) => mind.sees({ ...OFFLINE, ...change });
  const does = () => {
    const act = next();
    if (typeof act === 'object') mind.does(act);
    return act;
  };
  return { clock, person, mind, next, sees, does };
}

const offer = (expiresAtMs = 15_000) => ({
  ...{ offerId: 'offer-1', tripId: 'trip-1', terms: { pickupEtaS: 120 } },
  expiresAt: new Date(expiresAtMs).toISOString(),
});
const offered = { shiftState: 'Reserved', currentOffer: offer() } as const;

describe('a driver’s day', () => {
  it('begins and ends by their hours, and begins again the next day', () => {
    const { next, sees } = bob(1);
    expect(next()).toEqual({ do: 'go-online' });
    sees({ shiftState: 'Available' });
    expect(next()).toBeUndefined();
    wallMs = (9 * HOUR_MS) / SPEED;
    expect(next()).toEqual({ do: 'go-offline' });
    sees({});
    expect(next()).toBeUndefined();
    wallMs = (25 * HOUR_MS) / SPEED;
    expect(next()).toEqual({ do: 'go-online' });
  });

  it('ends but once, whatever the driver is doing meanwhile', () => {
    const { does, sees } = bob(1);
    sees({ shiftState: 'OnTrip', currentTrip: 'trip-1' });
    wallMs = (9 * HOUR_MS) / SPEED;
    expect(does()).toEqual({ do: 'go-offline' });
    expect(does()).toEqual({ do: 'find-out', tripId: 'trip-1' });
  });

  it('has breaks, also those that the platform sends them into', () => {
    const { next, sees } = bob(1);
    sees({ shiftState: 'OnBreak' });
    expect(next()).toBe(5000);
    wallMs = 5000;
    expect(next()).toEqual({ do: 'resume' });
  });
});

describe('a driver with an offer of the next trip', () => {
  it('answers it while they drive, and drives to the next when this one has ended', () => {
    const { does, next, sees, mind } = bob(1);
    sees({ shiftState: 'OnTrip', currentTrip: 'trip-0' });
    wallMs = 2000;
    expect(does()).toEqual({ do: 'find-out', tripId: 'trip-0' });
    const stops = [pickup, dropOff];
    const trip = { tripId: 'trip-0', status: 'InProgress', reason: null, driver: null, stops };
    mind.driving?.foundOut(trip);
    const thereAtMs = next() as number;
    sees({ shiftState: 'OnTrip', currentTrip: 'trip-0', currentOffer: offer(17_000) });
    expect(does()).toEqual({ do: 'confirm', offerId: 'offer-1' });
    const answersAtMs = next() as number;
    expect(answersAtMs).toBeLessThan(thereAtMs);
    wallMs = answersAtMs;
    expect(does()).toEqual({ do: 'accept', offerId: 'offer-1' });
    expect(next()).toBe(thereAtMs);
    wallMs = thereAtMs;
    expect(does()).toMatchObject({ do: 'complete', tripId: 'trip-0' });
    const first = mind.driving;
    sees({ shiftState: 'EnRoute', currentTrip: 'trip-1' });
    expect([first?.tripId, mind.driving?.tripId]).toEqual(['trip-0', 'trip-1']);
    mind.hears('trip-1');
    expect(does()).toEqual({ do: 'find-out', tripId: 'trip-1' });
    const driver = { driverId: 'bob', isOnAnotherTrip: true };
    mind.driving?.foundOut({ ...trip, tripId: 'trip-1', status: 'EnRoute', driver });
    expect(next()).toBe(thereAtMs + 2000);
  });
});

describe('a driver with an offer', () => {
  it('shows it, thinks for some seconds of the city, and takes it', () => {
    const { does, next, sees } = bob(1);
    sees(offered);
    expect(does()).toEqual({ do: 'confirm', offerId: 'offer-1' });
    const answersAtMs = next() as number;
    expect(answersAtMs).toBeGreaterThanOrEqual(2000 / SPEED);
    expect(answersAtMs).toBeLessThanOrEqual(9000 / SPEED);
    wallMs = answersAtMs;
    expect(does()).toEqual({ do: 'accept', offerId: 'offer-1' });
    expect(does()).toBeUndefined();
    expect(sees({ shiftState: 'EnRoute', currentTrip: 'trip-1' })).toBeUndefined();
  });

  it('says no, or lets it run out', () => {
    const answers = Array.from({ length: 100 }, (_, n) => {
      const { sees, does, clock } = bob(0, `bob-${n}`);
      sees(offered);
      does();
      clock.hurry();
      const answer = does();
      return typeof answer === 'object' ? answer.do : 'nothing';
    });
    expect(new Set(answers)).toEqual(new Set(['decline', 'nothing']));
  });

  it('waits until it is made, and not only held for', () => {
    const { next, sees } = bob(1);
    sees({ shiftState: 'Reserved', currentOffer: { ...offer(), terms: null } });
    expect(next()).toBeUndefined();
  });

  it.each([
    ['withdrawn', 14_000],
    ['expired', 15_000],
  ])('finds it %s', (how, atMs) => {
    const { sees } = bob(1);
    sees(offered);
    wallMs = atMs;
    expect(sees({ shiftState: 'Available' })).toBe(how);
  });
});

describe('a driver with a trip', () => {
  const trip = {
    ...{ tripId: 'trip-1', status: 'EnRoute', reason: null, driver: { driverId: 'bob' } },
    stops: [pickup, dropOff],
  };

  function onTheWay() {
    const driver = bob(1);
    driver.sees({ shiftState: 'EnRoute', currentTrip: 'trip-1' });
    const { driving } = driver.mind;
    if (!driving) throw new Error('Nobody drives');
    expect(driver.next()).toBe(2000);
    driver.mind.hears('trip-1');
    expect(driver.next()).toEqual({ do: 'find-out', tripId: 'trip-1' });
    driving.foundOut(trip);
    return { ...driver, driving };
  }

  it('drives to the pickup, waits for the rider and their PIN, and takes them where they want', () => {
    const { next, driving, person } = onTheWay();
    wallMs = next() as number;
    expect(wallMs).toBe(((driving.pickupS ?? 0) * 1000) / SPEED);
    expect(next()).toEqual({ do: 'pull-up', tripId: 'trip-1', at: pickup });
    driving.pulledUp();
    wallMs = next() as number;
    expect(next()).toEqual({ do: 'arrive', tripId: 'trip-1', at: pickup });
    driving.waitFor({ pin: '4711', boardsInS: 60 });
    expect(next()).toBe(wallMs + 1000);
    wallMs += 1000;
    expect(next()).toEqual({ do: 'start', tripId: 'trip-1', pin: '4711' });
    driving.boarded();
    wallMs = next() as number;
    expect(person.whereabouts(wallMs)).toEqual(dropOff);
    const distanceM = expect.any(Number) as number;
    expect(next()).toEqual({ do: 'complete', tripId: 'trip-1', distanceM });
    driving.end();
    expect(next()).toBeUndefined();
  });

  it('gives it back when nobody is there', () => {
    const { next, driving } = onTheWay();
    driving.waitFor(undefined);
    expect(next()).toEqual({ do: 'give-back', tripId: 'trip-1' });
  });

  it('stops where they are when the rider cancels', () => {
    const { next, sees, person } = onTheWay();
    wallMs = (next() as number) / 2;
    sees({ shiftState: 'Available' });
    const stoppedAt = person.whereabouts(wallMs);
    expect(person.whereabouts(wallMs + 60_000)).toEqual(stoppedAt);
    expect(next()).toBeUndefined();
  });

  it('finds their place in a trip again', () => {
    const { next, mind, sees } = bob(1);
    sees({ shiftState: 'OnTrip', currentTrip: 'trip-1' });
    mind.driving?.foundOut({ ...trip, status: 'InProgress' });
    wallMs = next() as number;
    expect(next()).toMatchObject({ do: 'complete', tripId: 'trip-1' });
  });
});
