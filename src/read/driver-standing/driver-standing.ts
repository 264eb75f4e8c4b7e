import type { DriverEvent, DriverEventOf } from '../../shared/events/driver.events';
import type { Recorded } from '../../shared/events/event';
import type { ShiftEvent } from '../../shared/events/shift.events';
import type { TripEvent } from '../../shared/events/trip.events';
import type { Projection } from '../engine/projection';

/** The rates are over so many offers, and over so many acceptances. */
const LAST = 100;
const MOST_CHANGES = 20;

/** How a driver stands, and on what grounds. */
export interface DriverStanding {
  readonly driverId: string;
  readonly cityId: string;
  readonly rung: string;
  readonly rating: number | null;
  readonly ratedRides: number;
  readonly blockedTiers: readonly string[];
  readonly blockedUntil: string | null;
  readonly suspension: {
    readonly since: string;
    readonly until: string | null;
    readonly reasonCode: string;
    readonly reviewable: boolean;
    readonly reviewRequested: boolean;
  } | null;
  /** What the last offers came to, the oldest first; offers that were taken back count for nobody. */
  readonly offers: readonly ('accepted' | 'declined' | 'expired')[];
  /** The last trips that the driver accepted, and whether they gave them back by their own fault. */
  readonly accepted: readonly { readonly tripId: string; readonly cancelled: boolean }[];
  /** The ground of each step on the ladder, the latest last. */
  readonly changes: readonly Pick<
    DriverEventOf<'StandingChanged'>['data'],
    'at' | 'from' | 'to' | 'reasonTag' | 'evidence'
  >[];
}

type Told = Extract<
  DriverEvent | ShiftEvent | TripEvent,
  {
    type:
      | 'DriverApplied'
      | 'DriverSuspended'
      | 'SuspensionReviewRequested'
      | 'SuspensionUpheld'
      | 'DriverReinstated'
      | 'StandingChanged'
      | 'DriverCommitted'
      | 'NextTripQueued'
      | 'ReservationReleased'
      | 'DriverUnassigned';
  }
>;
type Telling = {
  readonly [E in Told as E['type']]: (
    data: E['data'],
    driver: DriverStanding,
  ) => Partial<DriverStanding>;
};

export const driverStanding: Projection<
  DriverStanding,
  Recorded<DriverEvent | ShiftEvent | TripEvent>
> = {
  name: 'driver_standing',
  version: 1,
  module: __filename,
  reads: ['driver', 'shift', 'trip'],
  indexes: [],
  keysOf: (event) => (isTold(event) ? [event.data.driverId] : []),
  evolve: (before, event, driverId) => {
    if (!isTold(event)) return before;
    // A trip may have been given to somebody who is no driver here.
    const driver =
      'cityId' in event.data ? (before ?? newcomer(driverId, event.data.cityId)) : before;
    const tell = TELLING[event.type] as (data: object, driver: DriverStanding) => object;
    return driver && { ...driver, ...tell(event.data, driver) };
  },
};

function isTold(event: Recorded<DriverEvent | ShiftEvent | TripEvent>): event is Recorded<Told> {
  return event.type in TELLING;
}

const accepted: Telling['DriverCommitted'] = ({ tripId }, driver) => ({
  accepted: [...driver.accepted, { tripId, cancelled: false }].slice(-LAST),
  offers: [...driver.offers, 'accepted' as const].slice(-LAST),
});

const TELLING: Telling = {
  DriverApplied: () => ({}),
  DriverCommitted: accepted,
  NextTripQueued: accepted,
  ReservationReleased: ({ cause }, { offers }) =>
    cause === 'declined' || cause === 'expired' ? { offers: [...offers, cause].slice(-LAST) } : {},
  DriverUnassigned: ({ tripId, fault }, driver) => ({
    accepted: driver.accepted.map((each) =>
      fault === 'driver' && each.tripId === tripId ? { ...each, cancelled: true } : each,
    ),
  }),
  DriverSuspended: ({ at: since, until, reasonCode, reviewable }) => ({
    suspension: { since, until, reasonCode, reviewable, reviewRequested: false },
  }),
  SuspensionReviewRequested: (_, { suspension }) => ({
    suspension: suspension && { ...suspension, reviewRequested: true },
  }),
  SuspensionUpheld: (_, { suspension }) => ({
    suspension: suspension && { ...suspension, reviewRequested: false },
  }),
  DriverReinstated: () => ({ suspension: null }),
  StandingChanged: climbed,
};

function newcomer(driverId: string, cityId: string): DriverStanding {
  return {
    ...{ driverId, cityId, rung: 'none', rating: null, ratedRides: 0, blockedTiers: [] },
    ...{ blockedUntil: null, suspension: null, offers: [], accepted: [], changes: [] },
  };
}

function climbed(
  data: DriverEventOf<'StandingChanged'>['data'],
  driver: DriverStanding,
): Partial<DriverStanding> {
  const { at, from, to, reasonTag, evidence, blockedTiers, until } = data;
  const { rating, ratedRides } = evidence;
  const step = { at, from, to, reasonTag, evidence };
  return {
    ...{ rung: to, rating, ratedRides, blockedTiers, blockedUntil: until },
    changes: [...driver.changes, step].slice(-MOST_CHANGES),
  };
}
