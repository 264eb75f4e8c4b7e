import type { DispatchEvent } from '../../../../shared/events/dispatch.events';
import type { TripEvent } from '../../../../shared/events/trip.events';
import type { ZoneQueueEventOf } from '../../../../shared/events/zone-queue.events';
import type { DriverId, TripId } from '../../../../shared/kernel/ids';
import { namesIn, withName } from '../../../../shared/kernel/noted-names';
import type { Notes, Policy, Process, Step } from '../../../../shared/kernel/policy';
import type { Sent } from '../../../../shared/kernel/sent';
import { GrantPriority } from './grant-priority';
import { LeaveQueue } from './leave-queue';
import type { QueueId, ZoneQueueCommand } from './zone-queue.command';

/** A ride from the queue's zone that is no longer than that was hardly worth the wait. */
const SHORT_TRIP_S = 900;

/** A part of an offer's cost: there only when the queue's order has decided. */
const BY_QUEUE = 'queuePlace';

type Fact =
  | Extract<DispatchEvent, { type: 'OfferExtended' | 'OfferDeclined' | 'OfferExpired' }>
  | Extract<TripEvent, { type: 'DriverUnassigned' | 'TripCancelled' | 'TripCompleted' }>
  | ZoneQueueEventOf<'ZoneQueuePromoted'>;
type Steps = readonly Step<ZoneQueueCommand>[];
type Cause = GrantPriority['data']['cause'];

const RIDER_CANCELLED: Cause = 'rider-cancelled';

/**
 * What comes of a trip for those who waited in a queue for it: who does not want it goes to the back, whose rider
 * cancels has their place back, and who is back soon is served first. Who gives a trip back has lost their place
 * already.
 */
export const whenQueuedDriverHasATrip: Policy<Fact, ZoneQueueCommand> = {
  name: 'zone-queue',
  since: '2026-11-22T00:00:00.000Z',
  instanceOf: ({ data }) => data.tripId,
  on: {
    OfferExtended: ({ data: { offerId, parts } }, { notes }) =>
      BY_QUEUE in parts ? [{ note: { asked: withName(notes.asked, offerId) } }] : [],
    OfferDeclined: refusing('declined'),
    OfferExpired: refusing('expired'),
    ZoneQueuePromoted: ({ data: { driverId, tripId, zoneId, tier } }, { notes }) => {
      const before = notes.driverId === driverId ? notes.left : '';
      const note = { driverId, left: withName(before, `${zoneId}/${tier}`) };
      // The trip may have ended before its driver was seen to have it.
      const late =
        notes.ended === RIDER_CANCELLED
          ? grants({ driverId, left: `${zoneId}/${tier}` }, tripId, RIDER_CANCELLED)
          : [];
      return [{ note }, ...late];
    },
    DriverUnassigned: (_, { notes }) => (notes.left ? [{ note: { left: '' } }] : []),
    TripCancelled: ({ data: { tripId, by, fault, stage } }, { notes }) => {
      const hasDriver = stage === 'en-route' || stage === 'at-pickup';
      if (by !== 'rider' || fault === 'driver' || !hasDriver) return [];
      return [{ note: { ended: RIDER_CANCELLED } }, ...grants(notes, tripId, RIDER_CANCELLED)];
    },
    TripCompleted: ({ data: { tripId, actualDurationS, market } }, { notes }) =>
      actualDurationS <= SHORT_TRIP_S
        ? grants(notes, tripId, 'short-trip', ({ zoneId }) => zoneId === market.zoneId)
        : [],
  },
  due: {},
};

function refusing(reason: LeaveQueue['data']['reason']) {
  return ({ data: { offerId, driverId, market } }: Refused, { notes }: Process): Steps => {
    const { zoneId, product: tier } = market;
    if (zoneId === null || !namesIn(notes.asked).includes(offerId)) return [];
    const send = (sent: Sent) => new LeaveQueue({ zoneId, tier }, { driverId, reason }, sent);
    return [{ send, unless: [] }];
  };
}

type Refused = Extract<Fact, { type: 'OfferDeclined' | 'OfferExpired' }>;

/** In every queue that the driver left for the trip. */
function grants(
  { driverId, left }: Notes,
  tripId: TripId,
  cause: Cause,
  isMeant: (queue: QueueId) => boolean = () => true,
): Steps {
  return namesIn(left)
    .map(queueIn)
    .filter(isMeant)
    .map((queue) => ({
      send: (sent) =>
        new GrantPriority(queue, { driverId: driverId as DriverId, tripId, cause }, sent),
      unless: [],
    }));
}

function queueIn(name: string): QueueId {
  const slash = name.indexOf('/');
  return { zoneId: Number(name.slice(0, slash)), tier: name.slice(slash + 1) };
}
