import { Logger } from '@nestjs/common';
import type { CommandBus } from '@nestjs/cqrs';
import { v5 as uuid } from 'uuid';
import { dropEldest } from '../../shared/drop-eldest';
import type { DomainEvent, Recorded } from '../../shared/events/event';
import { isTripEvent } from '../../shared/events/kinds';
import type { QueueZones } from '../../shared/geography/queue-zones';
import { DomainError } from '../../shared/kernel/domain-error';
import type { DriverId } from '../../shared/kernel/ids';
import type { Clock } from '../../write/process/clock';
import { sentByEngine } from '../../write/process/engine-log';
import type { City } from '../city/city';
import type { Sighting, Sightings } from '../supply/sightings';
import { darkness, heardAgain, seenAt, silence } from './detect';
import { Fences } from './fences';
import { Rides, type Ride } from './rides';
import { commandOf, type Wish } from './wish';

const IDS = 'f3a8f0b5-8a37-5d53-9f0c-3f3d9c0a6a52';
const WATCH = 'watch';
const LOOKS_EVERY_MS = 1000;
const MOST_UNDERWAY = 64;
const MOST_ASKED = 100_000;

export interface Watching {
  readonly sightings: Sightings;
  readonly commands: Pick<CommandBus, 'execute'>;
  readonly clock: Clock;
  readonly zones: Pick<QueueZones, 'at'>;
}

/**
 * Sees to it that what drivers' places tell becomes facts: arrived, not coming, off the way, not to be heard, in a queue.
 * Each episode is asked for once, under an id of its own, and again only when nobody answered; the streams decide.
 */
export class CityWatch {
  private readonly logger = new Logger('watch');
  private readonly rides = new Rides();
  private readonly fences: Fences;
  private readonly heard = new Map<DriverId, number>();
  private readonly asked = new Set<string>();
  private readonly underway = new Set<Promise<void>>();
  private sinceMs = 0;

  constructor(
    private readonly city: City,
    private readonly by: Watching,
  ) {
    this.fences = new Fences(city, by.zones);
  }

  /** Every fact of the city in the order of the log, after the city itself has taken it, whether it is watched or not. */
  take(event: Recorded<DomainEvent>): void {
    if (isTripEvent(event)) this.rides.onTrip(event);
  }

  /** For as long as the city is this process's to lead: until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { sightings, clock } = this.by;
    this.sinceMs = clock.now();
    this.heard.clear();
    this.fences.forget();
    await Promise.all([
      sightings.follow((sighting) => this.see(sighting), signal),
      this.lookUntil(signal),
    ]);
    await Promise.all(this.underway);
  }

  private see({ driverId, at }: Sighting): void {
    const driver = this.city.drivers.find(driverId);
    const ride = this.rides.of(driverId);
    if (!driver && !ride) return;
    const nowMs = this.by.clock.now();
    this.wishAll(this.fences.seenAt(driverId, at, nowMs));
    if (driver) {
      this.heard.set(driverId, nowMs);
      this.wishAll(heardAgain(driver));
    }
    if (!ride) return;
    const detected = seenAt(ride, at, nowMs);
    this.rides.put(detected.ride);
    this.wishAll(detected.wishes, ride);
  }

  private async lookUntil(signal: AbortSignal): Promise<void> {
    const { clock } = this.by;
    while (!signal.aborted) {
      this.look(clock.now());
      await clock.pause(LOOKS_EVERY_MS, signal);
    }
  }

  private look(nowMs: number): void {
    for (const driver of this.city.drivers.all()) {
      const heardMs = this.heard.get(driver.shift.driverId) ?? this.begunMs(driver.lastAt);
      this.wishAll(silence(driver, heardMs, nowMs));
    }
    this.wishAll(this.fences.look((driverId) => this.rides.of(driverId)));
    for (const ride of this.rides.all()) this.wishAll(darkness(ride, nowMs, this.sinceMs), ride);
    for (const driverId of this.heard.keys()) {
      if (!this.city.drivers.find(driverId)) this.heard.delete(driverId);
    }
  }

  /** Of whom nothing was heard: they had no time to be heard before they did something, nor before somebody listened. */
  private begunMs(lastAt: string): number {
    return Math.max(this.sinceMs, Date.parse(lastAt));
  }

  private wishAll(wishes: readonly Wish[], ride?: Ride): void {
    for (const wish of wishes) {
      // What is not asked for now is seen again.
      if (this.asked.has(wish.id) || this.underway.size >= MOST_UNDERWAY) continue;
      this.remember(wish.id);
      const asking: Promise<void> = this.ask(wish, ride).finally(() =>
        this.underway.delete(asking),
      );
      this.underway.add(asking);
    }
  }

  /** A rule's no is an answer: what was seen was a moment old. */
  private async ask(wish: Wish, ride: Ride | undefined): Promise<void> {
    const sent = sentByEngine(uuid(wish.id, IDS), WATCH, this.by.clock.now(), ride?.story);
    try {
      await this.by.commands.execute(commandOf(wish, sent));
    } catch (error) {
      if (error instanceof DomainError) return;
      this.asked.delete(wish.id);
      this.logger.warn(`${wish.what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private remember(id: string): void {
    this.asked.add(id);
    dropEldest(this.asked, MOST_ASKED);
  }
}
