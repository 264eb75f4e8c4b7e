import type { DispatchEvent } from '../../../shared/events/dispatch.events';
import type { DispatchStrategy } from '../../../shared/events/dispatch.shapes';
import type { ShiftEventOf } from '../../../shared/events/shift.events';
import { ANY_CAR, type Needs } from '../../../shared/events/trip.shapes';
import type { TripEvent, TripEventOf } from '../../../shared/events/trip.events';
import type { RiderId, TripId } from '../../../shared/kernel/ids';
import { namesIn, withName } from '../../../shared/kernel/noted-names';
import type { Policy, Process, Step } from '../../../shared/kernel/policy';
import { secondsAfter, type Instant } from '../../../shared/kernel/time';
import { ExpireOffer, RevokeAcceptance } from './answer-offer';
import { CASCADE } from './cascade';
import type { DispatchCommand } from './dispatch.command';
import { ExhaustDispatch, WithdrawDispatch } from './end-dispatch';
import { OpenDispatch } from './open-dispatch';

type Fact = TripEvent | DispatchEvent | ShiftEventOf<'CommitmentMissed'>;
type Steps = readonly Step<DispatchCommand>[];

const TIMERS = ['offer', 'window'] as const;
const isOver = (): Steps => TIMERS.map((clear) => ({ clear }));

/**
 * Sees a search through, whoever dies in between: opens it, ends each offer when its time is over, lets go of a driver
 * who accepted and was lost, and gives up at the end. Whom to ask is the dispatcher's to say, and for it alone.
 */
export function whenMatchingStartedFindADriver(
  strategy: DispatchStrategy,
): Policy<Fact, DispatchCommand> {
  return {
    name: 'driver-search',
    since: '2026-11-21T00:00:00.000Z',
    instanceOf: ({ data }) => data.tripId,
    on: {
      TripRequested: ({ data: { riderId, needs } }) => [{ note: { riderId, ...needs } }],
      TripScheduled: ({ data: { riderId, needs } }) => [{ note: { riderId, ...needs } }],
      MatchingStarted: ({ data: { tripId, attempt, market } }, { notes }) => [
        { note: { attempt, offers: '' } },
        {
          send: (sent) => {
            const riderId = notes.riderId as RiderId;
            const excludedDriverIds = namesIn(notes.excluded);
            const constraints = needsIn(notes);
            const data = { riderId, market, constraints, strategy, excludedDriverIds };
            return new OpenDispatch({ tripId, attempt }, data as OpenDispatch['data'], sent);
          },
          unless: ['DISPATCH_INVALID_TRANSITION'],
        },
      ],
      DispatchOpened: ({ data: { openedAt } }) =>
        windowUntil(secondsAfter(openedAt, CASCADE.windowS)),
      OfferExtended: ({ data: { offerId, expiresAt } }, { notes }) => [
        { note: { offers: withName(notes.offers, offerId) } },
        { set: 'offer', at: expiresAt },
      ],
      OfferAccepted: () => [{ clear: 'offer' }],
      CommitmentMissed: ({ data: { tripId, offerId } }, { notes }) => [
        {
          send: (sent) => new RevokeAcceptance(attemptIn(tripId, notes), { offerId }, sent),
          unless: ['OFFER_NOT_FOUND', 'OFFER_NOT_ACCEPTED'],
        },
      ],
      OfferDeclined: excluding,
      OfferExpired: excluding,
      OfferWithdrawn: (fact, search) =>
        fact.data.why === 'DRIVER_LOST'
          ? [...excluding(fact, search), ...windowUntil(String(search.notes.until))]
          : [],
      DriverUnassigned: excluding,
      DriverAssigned: assigned,
      DispatchExhausted: isOver,
      DispatchWithdrawn: isOver,
      TripCancelled: withdrawing,
      TripCorrected: withdrawing,
    },
    due: {
      offer: (tripId, { notes }) =>
        namesIn(notes.offers).map((offerId) => ({
          send: (sent) => new ExpireOffer(attemptIn(tripId, notes), { offerId }, sent),
          unless: ['OFFER_STILL_OPEN'],
        })),
      window: (tripId, { notes }) => [
        {
          send: (sent) => new ExhaustDispatch(attemptIn(tripId, notes), {}, sent),
          unless: ['DISPATCH_INVALID_TRANSITION'],
        },
      ],
    },
  };
}

/** The search has until then, and no longer when somebody was found and lost meanwhile. */
function windowUntil(until: Instant): Steps {
  return [{ note: { until } }, { set: 'window', at: until }];
}

interface AboutDriver {
  readonly data: { readonly driverId: string };
}

/** Whoever did not want this trip, or did not keep it, is not asked again, in this search or the next. */
function excluding({ data: { driverId } }: AboutDriver, { notes }: Process): Steps {
  return [{ note: { excluded: withName(notes.excluded, driverId) } }];
}

/** By this search or by somebody's hand: then nobody has to answer any more. */
function assigned(fact: TripEventOf<'DriverAssigned'>, search: Process): Steps {
  return namesIn(search.notes.offers).includes(fact.data.offerId)
    ? isOver()
    : withdrawing(fact, search);
}

function withdrawing(fact: TripEvent, { notes }: Process): Steps {
  const { tripId } = fact.data;
  if (notes.attempt === undefined) return [];
  const why = fact.type === 'TripCancelled' ? fact.data.reasonCode : fact.type;
  return [
    ...isOver(),
    { send: (sent) => new WithdrawDispatch(attemptIn(tripId, notes), { why }, sent), unless: [] },
  ];
}

/** Trips that were taken up before anybody was asked take any car. */
function needsIn({ seats, wheelchair, childSeat }: Process['notes']): Needs {
  if (seats === undefined) return ANY_CAR;
  return { seats: Number(seats), wheelchair: wheelchair === true, childSeat: childSeat === true };
}

function attemptIn(tripId: string, { attempt }: Process['notes']) {
  return { tripId: tripId as TripId, attempt: Number(attempt) };
}
