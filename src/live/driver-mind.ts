import type { Random } from '../replay/random';
import type { SimulatedDriver } from '../simulation/fleet';
import { BREAK_S } from '../simulation/habits';
import type { CityClock } from './clock';
import { Considering, type Answered, type OfferAct } from './considering';
import { Driving, type TripAct } from './driving';
import { isMade, OFFLINE, type DriverView } from './views';

export type ShiftAct = { readonly do: 'go-online' | 'go-offline' | 'pause' | 'resume' };
export type Act = ShiftAct | OfferAct | TripAct;

/** After a trip so many feel like a break. */
const TIRED = 0.03;

/**
 * What a driver does, given what their app shows: no request is sent here, and no time passes. Drivers work by their
 * hours, take breaks, think offers over, and see their trips through.
 */
export class DriverMind {
  view: DriverView = OFFLINE;
  private considering: Considering | undefined;
  driving: Driving | undefined;
  private breakEndsMs: number | undefined;
  private isTired = false;
  private saidGoodbye = false;

  constructor(
    readonly person: SimulatedDriver,
    private readonly random: Random,
    private readonly clock: CityClock,
  ) {}

  /** @returns how an offer ended that was shown before, and is no more, when this driver has not ended it */
  sees(view: DriverView): Answered | undefined {
    this.view = view;
    this.seesTrip(view);
    this.seesBreak(view);
    if (view.shiftState === 'Offline') this.saidGoodbye = false;
    return this.seesOffer(view);
  }

  /** The trip knows that this driver comes. */
  hears(tripId: string): void {
    if (this.driving?.tripId === tripId) this.driving.assigned();
  }

  /**
   * @param dueMs on the wall: what was planned for later waits
   * @param isWanted whether there is work for this driver at all
   * @returns what to do, or when to ask again; undefined: not before something changes
   */
  next(dueMs: number, isWanted: boolean): Act | number | undefined {
    const { shiftState } = this.view;
    if (shiftState === 'Offline') return isWanted ? { do: 'go-online' } : undefined;
    if (!isWanted && !this.saidGoodbye && !this.view.endRequested) return { do: 'go-offline' };
    if (this.driving) return this.driveOn(this.driving, dueMs);
    if (this.considering) return this.considering.next(dueMs);
    return this.rest(dueMs);
  }

  /** Whatever will be answered to it. */
  does(act: Act): void {
    if (act.do === 'go-offline') this.saidGoodbye = true;
    else if (act.do === 'pause') this.isTired = false;
    else if (isOfOffer(act)) this.considering?.does(act);
    else if (act.do === 'complete') this.isTired = this.random.chance(TIRED);
  }

  /** An offer of the next trip may come meanwhile: it does not wait for the end of this one. */
  private driveOn(driving: Driving, dueMs: number): Act | number | undefined {
    const answer = this.considering?.next(dueMs);
    if (typeof answer === 'object') return answer;
    const next = driving.next(dueMs);
    return typeof next === 'object' ? next : earlier(answer, next);
  }

  private rest(dueMs: number): Act | number | undefined {
    const { shiftState } = this.view;
    if (shiftState === 'Available' && this.isTired) return { do: 'pause' };
    if (shiftState !== 'OnBreak' || this.breakEndsMs === undefined) return undefined;
    return dueMs >= this.breakEndsMs ? { do: 'resume' } : this.breakEndsMs;
  }

  private seesTrip({ currentTrip }: DriverView): void {
    if (this.driving?.tripId === currentTrip) return;
    this.driving?.end();
    this.driving =
      currentTrip === null
        ? undefined
        : new Driving(currentTrip, this.person, this.random, this.clock);
  }

  /** Also of a break that the platform has sent the driver into. */
  private seesBreak({ shiftState }: DriverView): void {
    if (shiftState !== 'OnBreak') this.breakEndsMs = undefined;
    else this.breakEndsMs ??= this.clock.nowMs + this.clock.ms(BREAK_S);
  }

  private seesOffer({ currentOffer }: DriverView): Answered | undefined {
    const shown = isMade(currentOffer) ? currentOffer : null;
    const before = this.considering;
    if (before?.offer.offerId === shown?.offerId) return undefined;
    this.considering =
      shown === null
        ? undefined
        : new Considering(shown, this.person.takes, this.random, this.clock);
    return before?.endedAt(this.clock.nowMs);
  }
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

function isOfOffer(act: Act): act is OfferAct {
  return act.do === 'confirm' || act.do === 'accept' || act.do === 'decline';
}
