import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { DriverEvent } from '../../shared/events/driver.events';
import type { Recorded } from '../../shared/events/event';
import type { ShiftEvent } from '../../shared/events/shift.events';
import {
  noWork,
  restBegins,
  restEnds,
  workedFrom,
  type Work,
} from '../../shared/kernel/working-hours';
import type { Projection } from '../engine/projection';
import type { Block, DriverNow } from './driver-now.document';
import { isOfOffer, offerAfter } from './on-offer';
import { OFF, ON_SHIFT } from './on-shift';

type Told = Recorded<ShiftEvent | DriverEvent | DispatchEvent>;

export const driverNow: Projection<DriverNow, Told> = {
  name: 'driver_now',
  version: 2,
  /** The terms of an offer, and until when it stands, by the offer and no longer by the reservation. */
  changes: [{ path: 'currentOffer*' }],
  module: __filename,
  reads: ['shift', 'driver', 'dispatch'],
  indexes: [],
  keysOf: (event) => {
    if (isOfSearch(event)) return isOfOffer(event) ? [event.data.driverId] : [];
    return [event.data.driverId];
  },
  evolve: (now, event) => {
    if (isOfSearch(event)) return now && offered(now, event);
    const { driverId, cityId } = event.data;
    const driver = now ?? newcomer(driverId, cityId);
    return isOfShift(event) ? onShift(driver, event) : blocked(driver, event);
  },
};

function isOfSearch(event: Told): event is Recorded<DispatchEvent> {
  return 'attempt' in event.data;
}

/** Somebody may be asked who is no driver here. */
function offered(driver: DriverNow, event: DispatchEvent): DriverNow {
  if (!isOfOffer(event)) return driver;
  return { ...driver, currentOffer: offerAfter(driver.currentOffer, event) };
}

function newcomer(driverId: string, cityId: string): DriverNow {
  return {
    ...{ driverId, cityId, shiftNo: 0, since: null, blocks: [], ...OFF },
    ...{ hoursPolicy: null, work: noWork, workedUntil: null },
  };
}

function isOfShift(event: ShiftEvent | DriverEvent): event is Recorded<ShiftEvent> {
  return event.type in ON_SHIFT;
}

function onShift(driver: DriverNow, event: ShiftEvent): DriverNow {
  const react = ON_SHIFT[event.type] as (data: object, now: DriverNow) => Partial<DriverNow>;
  const changes = react(event.data, driver);
  const { at } = event.data;
  const work = rested(workUntil(driver, at), event);
  const since = 'shiftState' in changes ? at : driver.since;
  return { ...driver, work, workedUntil: at, since, ...changes };
}

/** Counted as the shift itself counts it. */
export function workUntil({ shiftState, work, workedUntil }: DriverNow, at: string): Work {
  if (shiftState === 'Offline' || workedUntil === null) return work;
  const doing = shiftState === 'OnTrip' ? 'ride' : shiftState === 'OnBreak' ? 'break' : 'other';
  return workedFrom(work, doing, workedUntil, at);
}

function rested(work: Work, { type, data: { at } }: ShiftEvent): Work {
  if (type === 'BreakStarted' || type === 'ShiftEnded') return restBegins(work, at);
  return type === 'BreakEnded' || type === 'ShiftStarted' ? restEnds(work, at) : work;
}

const SUSPENDED = 'SUSPENDED';
const LOW_STANDING = 'LOW_STANDING';

type Blocking = {
  readonly [E in DriverEvent as E['type']]?: (
    blocks: readonly Block[],
    data: E['data'],
  ) => readonly Block[];
};

const without = (blocks: readonly Block[], tag: string) =>
  blocks.filter(({ reasonTag }) => reasonTag !== tag);

/** What keeps a driver from offers, besides the shift. */
const BLOCKING: Blocking = {
  DriverSuspended: (blocks, { until }) => [
    ...without(blocks, SUSPENDED),
    { reasonTag: SUSPENDED, tiers: null, until },
  ],
  DriverReinstated: (blocks) => without(blocks, SUSPENDED),
  DriverDeactivated: () => [{ reasonTag: 'DEACTIVATED', tiers: null, until: null }],
  StandingChanged: (blocks, { blockedTiers: tiers, until }) => [
    ...without(blocks, LOW_STANDING),
    ...(tiers.length > 0 ? [{ reasonTag: LOW_STANDING, tiers, until }] : []),
  ],
};

function blocked(driver: DriverNow, { type, data }: DriverEvent): DriverNow {
  const change = BLOCKING[type] as
    ((blocks: readonly Block[], data: object) => readonly Block[]) | undefined;
  return change ? { ...driver, blocks: change(driver.blocks, data) } : driver;
}
