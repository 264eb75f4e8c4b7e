import { Logger } from '@nestjs/common';
import type { DispatchStrategy } from '../../shared/events/dispatch.shapes';
import { InFlight } from '../../shared/in-flight';
import type { Leases } from '../../shared/mongo/leases';
import type { Clock } from '../../write/process/clock';
import type { EngineLog } from '../../write/process/engine-log';
import { KeptPlaces, matchingPositions } from '../../write/process/kept-places';
import type { City } from '../city/city';
import { carryOut, TICK_S, unlessRefused, type Desk, type Turn } from '../city/offer';
import { orphansIn } from '../city/orphans';
import type { Region } from '../city/regions';
import { overrunIn } from '../city/overrun';
import { decideTick, type Choosing } from '../city/tick';
import { WEIGHTS } from '../matching/weights';
import type { TravelTimes } from '../travel/travel-times';
import type { CityWatch } from '../watch/city-watch';
import type { DispatchMetrics } from './dispatch-metrics';

const TICK_MS = TICK_S * 1000;
/** A tick that takes longer is decided in the simplest way. */
const BUDGET_MS = 200;
const REACH = { withinM: 5000, nearest: 20 };
const CARRIED_OUT_AT_ONCE = 16;
const ASKED_AGAIN_AFTER_MS = 1000;
const TOLD_EVERY_MS = 1000;

export interface Leading {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly metrics: DispatchMetrics;
  readonly travelTimes: TravelTimes;
  readonly strategy: DispatchStrategy;
  /** The term of whoever has the lease now. */
  readonly begin: () => Promise<number>;
  /** For one tick. */
  readonly desk: (tick: number) => Desk;
  /** Whether the city is as the log says, this process's own commands included. */
  readonly isLevel: () => boolean;
  /** Up to where in the log the city is known, as sortable text. */
  readonly reached: () => string;
  readonly log: EngineLog;
}

/**
 * Matches one region of a city every second, for as long as it is this process's to lead; who leads the rest of a
 * city watches its drivers, those of all regions.
 */
export class CityLeader {
  private readonly logger = new Logger('dispatch');
  /** Up to where in the log the city was known when it was last decided whom to ask. */
  private decidedOn = '';

  constructor(
    private readonly region: Region,
    private readonly city: City,
    private readonly watch: CityWatch,
    private readonly by: Leading,
  ) {}

  /** Until `signal` aborts; whatever fails is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.lead(signal).catch((error: unknown) => this.complain(error));
      await this.by.clock.pause(ASKED_AGAIN_AFTER_MS, signal);
    }
  }

  /** Waits for its turn, and matches until it is lost. @throws LeaseLost, and what MongoDB throws */
  private async lead(signal: AbortSignal): Promise<void> {
    const { leases, metrics } = this.by;
    const lease = await leases.acquire(`dispatch-${this.region.name}`, signal);
    if (!lease) return;
    this.note(true);
    try {
      await lease.during(async (lost) => {
        const until = AbortSignal.any([signal, lost]);
        const term = await this.by.begin();
        this.logger.log(`Matches ${this.region.name} from now on, term ${term}`);
        const ofAll = this.region.isRest ? [this.watch.run(until), this.tell(until)] : [];
        await Promise.all([this.match(term, until), ...ofAll]);
      });
    } finally {
      this.note(false);
      metrics.open.remove({ region: this.region.name });
      await lease.release();
    }
  }

  private async match(term: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.by;
    while (!signal.aborted) {
      // Leaders count ticks alike: what one has held until a tick, the next one holds as long.
      const tick = Math.floor(clock.now() / TICK_MS);
      await this.tick({ tick, term }, signal).catch((error: unknown) => this.complain(error));
      await clock.pause(Math.max(0, (tick + 1) * TICK_MS - clock.now()), signal);
    }
  }

  /**
   * Says in the log how far the city has come: whoever takes requests has to know, in whichever process. Its regions
   * follow the same log; who leads the rest of it speaks for all.
   */
  private async tell(signal: AbortSignal): Promise<void> {
    const places = new KeptPlaces(matchingPositions(this.region.name), this.by.log);
    while (!signal.aborted) {
      await this.by.clock.pause(TOLD_EVERY_MS, signal);
      const kept = places.keep({ matching: this.decidedOn });
      await kept.catch((error: unknown) => this.complain(error));
    }
  }

  private async tick(turn: Turn, signal: AbortSignal): Promise<void> {
    const { metrics, clock } = this.by;
    const region = this.region.name;
    if (!this.by.isLevel()) {
      metrics.skipped.inc({ region });
      return;
    }
    const began = performance.now();
    const reached = this.by.reached();
    const at = new Date(clock.now()).toISOString();
    const how = this.choosing(began);
    const decided = await decideTick(this.city, at, turn.tick, how);
    const decidedAt = performance.now();
    this.decidedOn = reached;
    metrics.tickS.observe({ region }, (decidedAt - began) / 1000);
    metrics.modes.inc({ region, mode: decided.mode });
    metrics.open.set({ region }, decided.open);
    metrics.free.set({ region }, this.city.supply.size);
    const desk = this.by.desk(turn.tick);
    await this.inTurn(decided.proposals, signal, (proposal) =>
      carryOut(proposal, turn, decided, desk),
    );
    await this.inTurn(
      orphansIn(this.city, this.region, at),
      signal,
      async ({ driverId, offerId }) => {
        metrics.orphans.inc({ region });
        await unlessRefused(desk.release(driverId, { offerId, cause: 'failed' }));
      },
    );
    const overrun = this.region.isRest ? await overrunIn(this.city, at, how) : [];
    await this.inTurn(overrun, signal, async ({ tripId, assignmentNo }) => {
      await unlessRefused(desk.revoke(tripId, { assignmentNo }));
    });
    metrics.offersS.observe({ region }, (performance.now() - decidedAt) / 1000);
  }

  private choosing(began: number): Choosing {
    const { travelTimes, strategy } = this.by;
    return {
      ...{ strategy, weights: WEIGHTS, travelTimes, reach: REACH, region: this.region },
      goOn: () => performance.now() - began < BUDGET_MS,
    };
  }

  /** Several at once; none is begun any more when the city is another's. @throws what the first that failed has thrown */
  private async inTurn<T>(
    all: readonly T[],
    signal: AbortSignal,
    work: (one: T) => Promise<void>,
  ): Promise<void> {
    const underway = new InFlight(CARRIED_OUT_AT_ONCE, () => undefined);
    for (const one of all) {
      if (signal.aborted) break;
      await underway.start(() => work(one));
    }
    await underway.end();
  }

  private note(leads: boolean): void {
    this.by.metrics.leads.set({ region: this.region.name }, Number(leads));
  }

  private complain(error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    this.logger.warn(`${this.region.name}: ${words}`);
  }
}
