import { setTimeout } from 'node:timers/promises';
import { Random } from '../replay/random';
import { InFlight } from '../shared/in-flight';
import type { Demand } from '../simulation/demand';
import type { SimulatedDriver } from '../simulation/fleet';
import type { CityParts } from './city-parts';
import { DriverApp } from './driver-app';
import { DriverMind } from './driver-mind';
import type { LiveOptions } from './live-options';
import type { Known } from './onboarding';
import { progressOf, type LiveProgress } from './progress';
import { RiderApp } from './rider-app';

/** Trips that somebody waits for or is on. */
const MOST_TRIPS = 800;

/** Everybody in a city at once. Whatever nobody expected ends it for all. */
export class LiveCity {
  private readonly drivers: readonly DriverApp[];
  private readonly riders = new Set<RiderApp>();
  private isOpen = true;
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly options: LiveOptions & { readonly signal: AbortSignal },
    private readonly demand: readonly Demand[],
    private readonly fleet: readonly SimulatedDriver[],
    private readonly known: Known,
    private readonly failing: AbortController,
    private readonly parts: CityParts,
  ) {
    this.drivers = fleet.map((person) => {
      const random = new Random(`${options.seed}/${person.driverId}`);
      const mind = new DriverMind(person, random, parts.clock);
      return new DriverApp(mind, parts, () => this.isOpen && !options.signal.aborted);
    });
  }

  get progress(): LiveProgress {
    return progressOf(this.drivers, this.riders, this.parts.tally);
  }

  /** Until every request has come to an end, and all drivers are off the road. @throws what went wrong first */
  async play(): Promise<void> {
    const { signal } = this.options;
    const hurry = () => this.hurry();
    signal.addEventListener('abort', hurry, { once: true });
    const driving = this.drivers.map((driver) =>
      driver.live(this.known.get(driver.driverId)).catch((error: unknown) => this.fail(error)),
    );
    await this.ride().catch((error: unknown) => this.fail(error));
    this.close();
    await Promise.all(driving);
    signal.removeEventListener('abort', hurry);
    if (this.failure) throw this.failure.error;
  }

  private async ride(): Promise<void> {
    const { seed, signal } = this.options;
    const underway = new InFlight(
      () => this.mostTrips,
      () => this.failing.abort(),
    );
    const ending = AbortSignal.any([signal, this.failing.signal]);
    for (const ride of this.demand) {
      await this.until(ride.atMs, ending);
      if (ending.aborted) break;
      await underway.start(async () => {
        const rider = new RiderApp(ride, this.parts, new Random(`${seed}/rider-${ride.number}`));
        this.riders.add(rider);
        await rider.live().finally(() => this.riders.delete(rider));
      });
    }
    await underway.end();
  }

  /** At `max`, where nothing else keeps requests back, one for each driver at work. */
  private get mostTrips(): number {
    if (this.options.speed !== 'max') return MOST_TRIPS;
    const { cityMs } = this.parts.clock;
    const atWork = this.fleet.filter((person) => person.worksAt(cityMs)).length;
    return Math.min(MOST_TRIPS, Math.max(1, atWork));
  }

  private async until(cityMs: number, signal: AbortSignal): Promise<void> {
    const waiting = this.parts.clock.reach(cityMs, (ms) => setTimeout(ms, undefined, { signal }));
    await waiting.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  /** The first one counts: what others come to then follows from it. */
  private fail(error: unknown): void {
    this.failure ??= { error };
    this.failing.abort();
    this.close();
  }

  private close(): void {
    this.isOpen = false;
    for (const driver of this.drivers) driver.stir();
  }

  private hurry(): void {
    this.parts.clock.hurry();
    for (const one of [...this.riders, ...this.drivers]) one.stir();
  }
}
