import { setMaxListeners } from 'node:events';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { DomainEvent, Recorded } from '../../shared/events/event';
import { isTripEvent } from '../../shared/events/kinds';
import { QueueZones } from '../../shared/geography/queue-zones';
import { Leases } from '../../shared/mongo/leases';
import { StrategyInForce } from '../../write/dispatch/strategy.module';
import { Clock } from '../../write/process/clock';
import { EngineLog } from '../../write/process/engine-log';
import type { City } from '../city/city';
import { Regions } from '../city/regions';
import { Sightings } from '../supply/sightings';
import { SpeedTable } from '../travel/speed-table';
import { TravelTimes } from '../travel/travel-times';
import { CityWatch } from '../watch/city-watch';
import { Cities } from './cities';
import { CityLeader, type Leading } from './city-leader';
import { CityLog } from './city-log';
import { CommandDesk } from './command-desk';
import { DispatchMetrics } from './dispatch-metrics';
import { Terms } from './terms';

/**
 * Finds drivers for a process's cities. It knows them all, from the log and from pings, and leads those regions of them
 * that it may and no other process leads: whoever takes over has nothing to read first.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('dispatch');
  private readonly stopping = new AbortController();
  private readonly cities = new Cities((cityId, city) => this.begin(cityId, city));
  private readonly watches = new Map<string, CityWatch>();
  private readonly leaders: CityLeader[] = [];
  private readonly running: Promise<void>[] = [];
  /** Where this process's own commands have left the log. */
  private left = '';
  private isReady = false;
  private failure: string | undefined;

  constructor(
    private readonly log: CityLog,
    private readonly sightings: Sightings,
    private readonly travelTimes: TravelTimes,
    private readonly speeds: SpeedTable,
    private readonly regions: Regions,
    private readonly desk: CommandDesk,
    private readonly commands: CommandBus,
    private readonly leases: Leases,
    private readonly terms: Terms,
    private readonly zones: QueueZones,
    private readonly strategy: StrategyInForce,
    private readonly clock: Clock,
    private readonly metrics: DispatchMetrics,
    private readonly engineLog: EngineLog,
  ) {}

  /** Why it does not follow the log or the drivers any more; undefined while it does. */
  get stoppedBy(): string | undefined {
    return this.failure;
  }

  onApplicationBootstrap(): void {
    // Every city listens to it in several places.
    setMaxListeners(0, this.stopping.signal);
    this.start(this.follow(this.stopping.signal));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const take = (event: Recorded<DomainEvent>) => {
      this.cities.take(event);
      this.watches.get(event.metadata.cityId)?.take(event);
      if (isTripEvent(event)) this.speeds.onTrip(event);
    };
    await this.log.catchUp(take, signal);
    // Not before: another process may know the city already.
    this.isReady = true;
    for (const leader of this.leaders) this.start(leader.run(signal));
    await Promise.all([
      this.log.follow(take, signal),
      this.sightings.follow((sighting) => this.cities.see(sighting), signal),
    ]);
  }

  private begin(cityId: string, city: City): void {
    const { sightings, commands, clock, zones } = this;
    const watch = new CityWatch(city, { sightings, commands, clock, zones });
    this.watches.set(cityId, watch);
    for (const region of this.regions.ledIn(cityId)) {
      const leader = new CityLeader(region, city, watch, this.leading(cityId));
      this.leaders.push(leader);
      if (this.isReady) this.start(leader.run(this.stopping.signal));
    }
  }

  private leading(cityId: string): Leading {
    const { leases, clock, metrics, travelTimes, strategy, desk, cities, log, engineLog } = this;
    const done = (position: string) => {
      if (position > this.left) this.left = position;
    };
    return {
      begin: () => this.terms.begin(cityId),
      ...{ leases, clock, metrics, travelTimes, strategy: strategy.name },
      desk: (tick) => desk.at(tick, (tripId) => cities.storyOf(tripId), done),
      isLevel: () => log.isLevelWith(this.left),
      reached: () => log.reached,
      log: engineLog,
    };
  }

  private start(work: Promise<void>): void {
    const watched = work.catch((error: unknown) => {
      const [words, stack] =
        error instanceof Error ? [error.message, error.stack] : [String(error)];
      this.failure = words;
      this.logger.error(`Stopped: ${words}`, stack);
    });
    this.running.push(watched);
  }
}
