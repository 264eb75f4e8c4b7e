import type { DispatchStrategy } from '../shared/events/dispatch.shapes';
import { WEIGHTS } from '../dispatch/matching/weights';
import { City } from '../dispatch/city/city';
import { inform } from '../dispatch/city/inform';
import { carryOut, TICK_S, type Desk } from '../dispatch/city/offer';
import { WHOLE_CITY } from '../dispatch/city/regions';
import { decideTick, type Choosing } from '../dispatch/city/tick';
import { ByDistance } from '../dispatch/travel/by-distance';
import { Random } from '../replay/random';
import type { DomainEvent } from '../shared/events/event';
import { ExtendOffers, HoldDispatch } from '../write/dispatch/domain/extend-offers';
import { Release } from '../write/drivers/shift/domain/release';
import { Reserve } from '../write/drivers/shift/domain/reserve';
import { ReserveNext } from '../write/drivers/shift/domain/reserve-next';
import { RevokeDeferred } from '../write/trip/domain/unassign-driver';
import { Agenda } from './agenda';
import { demandIn } from './demand';
import { DriverLives } from './driver-lives';
import { ticksOf, type Figures } from './figures';
import { fleetOf } from './fleet';
import { RiderLives } from './rider-lives';
import { policiesFor, react, routeOf } from './rules';
import { World } from './world';

export interface SimulationOptions {
  /** A file of real rides. */
  readonly pickups: string;
  readonly drivers: number;
  readonly hours: number;
  readonly strategy: DispatchStrategy;
  readonly seed: number;
  /** The share of drivers who take a trip before the one under way has ended. */
  readonly forwardDispatch: number;
  /** Where in the file's time to begin; its first ride when left out. */
  readonly fromMs?: number;
}

export interface Simulated extends Figures {
  readonly strategy: DispatchStrategy;
  readonly seed: number;
  readonly drivers: number;
  readonly hours: number;
  readonly events: number;
  /** How many times faster than life it went. */
  readonly speed: number;
}

/** Nobody asks any more; what has begun comes to its end. */
const LAST_RIDES_H = 2;
/** In Manhattan by day; the simulated roads differ from it by distance and by chance. */
const CITY_KMH = 17;
const REACH = { withinM: 5000, nearest: 20 };

/**
 * A city of real demand and simulated people on a virtual clock, with the matching, the deciders and the policies of
 * production. The same options give the same figures, but for the wall-clock ones.
 * @throws UnusableFile; NoDemand
 */
export async function simulate(options: SimulationOptions): Promise<Simulated> {
  const { pickups, drivers, hours, strategy, seed, forwardDispatch, fromMs } = options;
  const began = performance.now();
  const demand = await demandIn(pickups, fromMs, hours, new Random(`${seed}/places`));
  const startMs = fromMs ?? demand[0]?.atMs ?? 0;
  const endMs = startMs + hours * 3_600_000;
  const agenda = new Agenda(startMs);
  const city = new City();
  const listeners: ((event: DomainEvent) => void)[] = [(event) => inform(city, event)];
  const tell = (event: DomainEvent) => {
    for (const listener of listeners) listener(event);
  };
  const world = new World(agenda, policiesFor(strategy), routeOf, tell);
  const fleet = fleetOf(drivers, forwardDispatch, demand, new Random(`${seed}/fleet`));
  const driverLives = new DriverLives(fleet, { agenda, world, city }, new Random(`${seed}/drive`));
  const riderLives = new RiderLives({ agenda, world }, new Random(`${seed}/ride`));
  for (const { reactions } of [riderLives, driverLives]) {
    listeners.push((event) => react(reactions, event));
  }
  driverLives.begin(endMs);
  for (const ride of demand) agenda.at(ride.atMs, () => riderLives.request(ride));
  const tickMs: number[] = [];
  const tick = tickerFor({ city, world, agenda, driverLives }, strategy, tickMs);
  for (let ms = startMs; ms < endMs + CASCADE_MS; ms += TICK_S * 1000) agenda.at(ms, tick);
  await agenda.runUntil(endMs + LAST_RIDES_H * 3_600_000);
  driverLives.end();
  return {
    ...{ strategy, seed, drivers, hours },
    ...riderLives.figures(),
    ...driverLives.figures(),
    msPerTick: ticksOf(tickMs),
    events: world.events,
    speed: Math.round((hours * 3_600_000) / (performance.now() - began)),
  };
}

/** Searches that were opened at the very end are seen through. */
const CASCADE_MS = 200_000;

interface Simulation {
  readonly city: City;
  readonly world: World;
  readonly agenda: Agenda;
  readonly driverLives: DriverLives;
}

/** The dispatcher: every second it asks drivers for all who wait. */
function tickerFor(
  { city, world, agenda, driverLives }: Simulation,
  strategy: DispatchStrategy,
  tickMs: number[],
) {
  const how: Choosing = {
    ...{ strategy, weights: WEIGHTS, travelTimes: new ByDistance(CITY_KMH), reach: REACH },
    ...{ region: WHOLE_CITY, goOn: () => true },
  };
  const desk = deskIn(world);
  let number = 0;
  return async () => {
    number += 1;
    // Nobody asks where drivers are while nobody looks for one.
    if (city.searches.open().length > 0) driverLives.ping();
    const began = performance.now();
    const tick = await decideTick(city, agenda.now, number, how);
    if (tick.proposals.length > 0) tickMs.push(performance.now() - began);
    for (const proposal of tick.proposals)
      await carryOut(proposal, { tick: number, term: 1 }, tick, desk);
  };
}

function deskIn(world: World): Desk {
  const ask = (command: object) => Promise.resolve().then(() => world.ask(command));
  return {
    reserve: (driverId, what) => ask(new Reserve(driverId, what, world.sentBy())),
    reserveNext: (driverId, what) => ask(new ReserveNext(driverId, what, world.sentBy())),
    release: (driverId, what) => ask(new Release(driverId, what, world.sentBy())),
    extend: (id, what) => ask(new ExtendOffers(id, what, world.sentBy())),
    hold: (id, what) => ask(new HoldDispatch(id, what, world.sentBy())),
    revoke: (tripId, what) => ask(new RevokeDeferred(tripId, what, world.sentBy())),
  };
}
