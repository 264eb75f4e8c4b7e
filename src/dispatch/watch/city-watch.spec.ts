import { setImmediate as settled } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { recorded } from '#test/projection-spec';
import * as shift from '#test/shift.samples';
import * as trip from '#test/trip.samples';
import * as queue from '#test/zone-queue.samples';
import { VirtualClock } from '#test/virtual-clock';
import type { CityEvent } from '../../shared/events/city.events';
import type { Recorded } from '../../shared/events/event';
import { ZoneMap } from '../../shared/geography/zone-map';
import { QueueZones } from '../../shared/geography/queue-zones';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import { secondsAfter } from '../../shared/kernel/time';
import { routeOf } from '../../simulation/rules';
import { City } from '../city/city';
import { inform } from '../city/inform';
import { Sightings, type Sighting } from '../supply/sightings';
import { CityWatch } from './city-watch';

const BEGAN = '2014-04-01T04:11:10.000Z';
const pickup = trip.lenoxHill;
const enRoute = [trip.requested(), trip.matching(), trip.assigned(), ...shift.enRoute];
const riding = [
  ...[trip.requested(), trip.matching(), trip.assigned(), trip.arrived(), trip.started()],
  ...shift.driving,
];

class Told extends Sightings {
  see: (sighting: Sighting) => void = () => undefined;

  follow(see: (sighting: Sighting) => void, signal: AbortSignal): Promise<void> {
    this.see = see;
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  }
}

/** A city with a history, the real rules, and a watch over it; `fails` commands find the store away first. */
function watched(history: readonly CityEvent[], fails = 0) {
  const clock = new VirtualClock(BEGAN);
  const [city, sightings, log] = [new City(), new Told(), [] as Recorded<CityEvent>[]];
  const left = { fails };
  const decided = (command: object): CityEvent[] => {
    if (left.fails-- > 0) throw new Error('The store is away');
    const { decider, id } = routeOf(command);
    const own = log.filter(({ stream }) => stream === `${decider.category}-${id}`);
    return [
      ...decider.decide(command, own.reduce(decider.evolve, decider.initialState)),
    ] as CityEvent[];
  };
  const execute = async (command: object): Promise<never> => {
    await Promise.resolve();
    tell(decided(command));
    return undefined as never;
  };
  const watch = new CityWatch(city, { sightings, commands: { execute }, clock, zones });
  const tell = (events: readonly CityEvent[]) => {
    for (const event of recorded(events)) {
      log.push(event);
      inform(city, event);
      watch.take(event);
    }
  };
  tell(history);
  const stopping = new AbortController();
  const running = watch.run(stopping.signal);
  let at = BEGAN;
  /** So many seconds later, with a ping before each look or without. */
  const pass = async (seconds: number, place?: GeoPoint) => {
    for (let second = 0; second < seconds; second++) {
      at = secondsAfter(at, 1);
      clock.turnTo(at);
      if (place) sightings.see({ driverId: shift.bobId, at: place, seenAt: at });
      await settled();
    }
  };
  const facts = () => log.slice(history.length).map(({ type, data }) => ({ type, data }));
  const types = () => facts().map(({ type }) => type);
  const end = async () => {
    stopping.abort();
    await running;
  };
  return { pass, facts, types, end, tell };
}

const zones = new QueueZones([132, 138], ZoneMap.ofNewYork());
const away = (metres: number) => trip.northOf(pickup, metres);
/** Off to the side of the ride from Lenox Hill to the East Village, which goes south. */
const west = (metres: number) => ({ lat: 40.75, lon: -73.9711 - metres / 84_000 });

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('a driver on the way to a pickup', () => {
  it('has arrived by being there, once', async () => {
    const { pass, facts, end } = watched(enRoute);
    await pass(1, away(101));
    await pass(3, away(90));
    expect(facts()).toMatchObject([
      { type: 'DriverArrived', data: { method: 'geofence', distanceM: 90 } },
    ]);
    await end();
  });

  it('is asked about again when nobody answered, and only then', async () => {
    const { pass, types, end } = watched(enRoute, 2);
    await pass(5, away(50));
    expect(types()).toEqual(['DriverArrived']);
    await end();
  });

  it('stalls by coming no nearer for four minutes, once', async () => {
    const { pass, facts, end } = watched(enRoute);
    await pass(239, away(800));
    await pass(1, away(701));
    expect(facts()).toEqual([]);
    await pass(10, away(720));
    expect(facts()).toMatchObject([
      {
        type: 'PickupStalled',
        data: { case: 'STALLED', since: secondsAfter(BEGAN, 1), distanceM: 720 },
      },
    ]);
    await end();
  });

  it('does not stall by coming nearer slowly', async () => {
    const { pass, facts, end } = watched(enRoute);
    for (const metres of [800, 700, 600, 500]) await pass(200, away(metres));
    expect(facts()).toEqual([]);
    await end();
  });

  it('retreats by going half a kilometre away again', async () => {
    const { pass, facts, end } = watched(enRoute);
    await pass(5, away(800));
    await pass(5, away(1290));
    expect(facts()).toEqual([]);
    await pass(5, away(1310));
    expect(facts()).toMatchObject([{ data: { case: 'RETREATING', distanceM: 1310 } }]);
    await end();
  });

  it('is neither there nor missed before the trip that they are on has ended', async () => {
    const { pass, types, tell, end } = watched([...enRoute, trip.pickupDeferred()]);
    await pass(10, away(50));
    await pass(300, away(2000));
    expect(types()).toEqual([]);
    tell([trip.pickupBegun({ at: secondsAfter(BEGAN, 310) })]);
    await pass(1, away(50));
    expect(types()).toEqual(['PickupBegun', 'DriverArrived']);
    await end();
  });

  it('is not heard after ten seconds, in the dark after a minute, and heard again by a ping', async () => {
    const { pass, types, facts, end } = watched(enRoute);
    await pass(4, away(800));
    await pass(9);
    expect(types()).toEqual([]);
    await pass(1);
    expect(types()).toEqual(['CommsLost']);
    await pass(50);
    expect(facts().at(-1)).toMatchObject({
      ...{ type: 'PickupStalled', data: { case: 'LOCATION_DARK', distanceM: null } },
    });
    await pass(3, away(700));
    expect(types()).toEqual(['CommsLost', 'PickupStalled', 'CommsRestored']);
    await pass(11);
    expect(types().slice(3)).toEqual(['CommsLost']);
    await end();
  });

  it('is no business of a watch that takes over, if the log has it already', async () => {
    const told = trip.pickupStalled({ case: 'RETREATING' });
    const { pass, facts, end } = watched([...enRoute, told]);
    await pass(5, away(800));
    await pass(5, away(1400));
    expect(facts()).toEqual([]);
    await end();
  });
});

describe('a ride', () => {
  it('leaves its way beyond half a kilometre, and again only when it was back', async () => {
    const { pass, facts, end } = watched(riding);
    await pass(5, west(1000));
    expect(facts()).toEqual([]);
    await pass(5, west(1600));
    await pass(5, west(1300));
    await pass(5, west(1600));
    expect(facts()).toHaveLength(1);
    expect(facts()).toMatchObject([{ type: 'RouteDeviated', data: { tripId: trip.tripId } }]);
    await pass(5, west(1100));
    await pass(5, west(1600));
    expect(facts()).toHaveLength(2);
    await end();
  });

  it('that was told to be off its way is not told again by who takes over', async () => {
    const { pass, facts, end } = watched([...riding, trip.routeDeviated()]);
    await pass(5, west(1600));
    expect(facts()).toEqual([]);
    await end();
  });
});

describe('a driver without a trip', () => {
  it('is not heard after a minute, and not told twice', async () => {
    const { pass, types, end } = watched([shift.started()]);
    await pass(1, away(0));
    await pass(59);
    expect(types()).toEqual([]);
    await pass(120);
    expect(types()).toEqual(['CommsLost']);
    await end();
  });

  it('is waited for after a takeover, as if just heard', async () => {
    const { pass, types, end } = watched([shift.started()]);
    await pass(59);
    expect(types()).toEqual([]);
    await pass(1);
    expect(types()).toEqual(['CommsLost']);
    await end();
  });

  it('who went home is nobody’s to watch', async () => {
    const { pass, types, tell, end } = watched([shift.started()]);
    tell([shift.ended()]);
    await pass(100);
    expect(types()).toEqual(['ShiftEnded']);
    await end();
  });
});

describe('the queue at an airport', () => {
  const jfk = { lat: 40.6446, lon: -73.7825 };
  const beside = { lat: 40.6446, lon: -73.85 };
  const inIt = [shift.started({ tiers: ['economy'] }), queue.joined('bob', '04:05:00')] as const;

  it('is joined by being there and free, once, for each tier', async () => {
    const { pass, facts, end } = watched([shift.started()]);
    await pass(3, beside);
    await pass(5, jfk);
    const joined = { zoneId: 132, driverId: shift.bobId, by: 'arrival' };
    const rank = `1/${secondsAfter(BEGAN, 4)}/bob`;
    expect(facts()).toMatchObject([
      { type: 'ZoneQueueJoined', data: { ...joined, tier: 'economy', rank } },
      { type: 'ZoneQueueJoined', data: { ...joined, tier: 'premium', rank } },
    ]);
    await end();
  });

  it('is not joined by who is on the way to somebody', async () => {
    const { pass, types, end } = watched(enRoute);
    await pass(5, jfk);
    expect(types()).toEqual([]);
    await end();
  });

  it('is left with the third ping outside, and the place is there again', async () => {
    const { pass, facts, types, end } = watched(inIt);
    for (const place of [beside, beside, jfk, beside, beside]) await pass(1, place);
    expect(types()).toEqual([]);
    await pass(2, beside);
    expect(facts()).toMatchObject([{ type: 'ZoneQueueLeft', data: { reason: 'out-of-fence' } }]);
    await pass(3, jfk);
    const { rank } = inIt[1].data;
    expect(facts().slice(1)).toMatchObject([
      { type: 'ZoneQueueJoined', data: { rank, by: 'grace' } },
    ]);
    await end();
  });

  it.each([
    ['offline', shift.ended()],
    ['paused', shift.breakStarted()],
  ])('is left by who goes: %s', async (reason, gone) => {
    const { pass, facts, end } = watched([...inIt, gone]);
    await pass(3, jfk);
    expect(facts()).toMatchObject([{ type: 'ZoneQueueLeft', data: { reason, keptUntil: null } }]);
    await end();
  });

  it('is left by whom nobody hears', async () => {
    const { pass, types, facts, end } = watched(inIt);
    await pass(1, jfk);
    await pass(62);
    expect(types()).toEqual(['CommsLost', 'ZoneQueueLeft']);
    expect(facts().at(-1)).toMatchObject({ data: { reason: 'dark' } });
    await end();
  });

  it('keeps who is asked, and is left for the trip', async () => {
    const { pass, facts, tell, end } = watched([...inIt, shift.reserved()]);
    await pass(3, jfk);
    tell([shift.committed()]);
    await pass(2, jfk);
    expect(facts().slice(1)).toEqual([]);
    tell([trip.requested(), trip.matching(), trip.assigned()]);
    await pass(2, jfk);
    expect(facts().at(-1)).toMatchObject({
      ...{ type: 'ZoneQueuePromoted', data: { tripId: trip.tripId, driverId: shift.bobId } },
    });
    await end();
  });

  it('takes who declined in again, at the back', async () => {
    const { pass, facts, tell, end } = watched(inIt);
    await pass(2, jfk);
    tell([queue.left('bob', '04:11:12', 'declined')]);
    await pass(2, jfk);
    const rank = `1/${secondsAfter(BEGAN, 3)}/bob`;
    expect(facts().slice(1)).toMatchObject([{ type: 'ZoneQueueJoined', data: { rank } }]);
    await end();
  });
});
