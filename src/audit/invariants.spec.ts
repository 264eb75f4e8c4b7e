import * as ride from '#test/a-whole-ride';
import { auditOf, given } from '#test/audit-spec';
import * as search from '#test/dispatch.samples';
import * as people from '#test/driver.samples';
import { happened, recorded, type Happened } from '#test/projection-spec';
import * as shift from '#test/shift.samples';
import * as trip from '#test/trip.samples';
import * as queue from '#test/zone-queue.samples';
import type { CityEvent } from '../shared/events/city.events';
import { InvariantsCheck } from './invariants';

const { after, offerTo } = search;
const { asked, matched, searching } = ride;
const accepted = happened(search.accepted('bob'), after(5));
const committed = happened(ride.committed, after(5));
const much = (totalMinor: number) => ({
  ...{ totalMinor, lines: [{ code: 'distance', amountMinor: totalMinor }] },
});
const fare = (change: object) => [trip.requested(), trip.completed(), trip.fareFinalised(change)];
/** Something that happens so much later that nothing may be open any more. */
const muchLater = happened(people.applied({ driverId: people.cleoId }), after(600));
const together = (...names: readonly string[]) =>
  names.map((name) => search.extended(name, 0, 'broadcast'));

type Broken = readonly [
  invariant: string,
  history: readonly (CityEvent | Happened)[],
  what: string,
];

const evesToo = [
  ...[search.opened(), search.extended('bob', 30)],
  ...[search.accepted('bob', 31), ride.assigned()],
].map((event: CityEvent) => ofAnotherTrip(event));

/** Bob is with Ada, and Eve's trip is next. */
const withAda = [trip.arrived(), shift.atPickup(), trip.started(), shift.onTrip()];
const offerOfNext = { offerId: `${offerTo('bob')}-2` };
const asksForNext = [
  ...[ofAnotherTrip(trip.requested()), ofAnotherTrip(trip.matching())],
  ...[ofAnotherTrip(search.opened()), shift.nextReserved(offerOfNext)],
  ...[ofAnotherTrip(search.extended('bob', 30)), ofAnotherTrip(search.accepted('bob', 31))],
];
const hasNext = [
  ...[...matched, ...withAda, ...asksForNext, shift.queued(offerOfNext)],
  ...[ofAnotherTrip(ride.assigned()), ofAnotherTrip(trip.pickupDeferred())],
];
const third = (event: CityEvent): CityEvent =>
  ({
    ...event,
    data: { ...ofAnotherTrip(event).data, offerId: `${offerTo('bob')}-3`, tripId: 'trip-3' },
  }) as CityEvent;

/** How each invariant is broken, if ever. */
const BROKEN: readonly Broken[] = [
  [
    'legal-trip',
    [trip.requested(), trip.started()],
    'TripStarted cannot come when it is Requested',
  ],
  [
    'legal-trip',
    [trip.requested(), trip.cancelled(), trip.matching()],
    'MatchingStarted cannot come when it is over',
  ],
  [
    'legal-trip',
    [trip.requested(), trip.matching(2)],
    'MatchingStarted: the next attempt is 1, not 2',
  ],
  [
    'legal-shift',
    [shift.started(), ride.reserved, shift.released()],
    'ReservationReleased: the offer is offer-bob, not offer-1',
  ],
  [
    'legal-shift',
    [shift.started(), shift.commsLost(), ride.reserved],
    'DriverReserved: nobody hears this driver',
  ],
  [
    'legal-shift',
    [...shift.driving, shift.nextReserved(), shift.queued(), shift.nextReserved()],
    'NextTripReserved: trip-eve-1 is queued already',
  ],
  [
    'legal-shift',
    [...shift.driving, shift.queued()],
    'NextTripQueued: the offer of the next trip is null, not offer-2',
  ],
  [
    'legal-trip',
    [trip.requested(), trip.matching(), trip.assigned(), trip.pickupDeferred(), trip.arrived()],
    'DriverArrived: the driver has another trip to finish first',
  ],
  ['legal-search', [search.extended('bob')], 'OfferExtended cannot come when it is None'],
  [
    'legal-search',
    [...asked, search.exhausted('NO_ACCEPT', 1, 1)],
    'DispatchExhausted cannot come when it is Offering',
  ],
  [
    'legal-driver',
    [people.applied(), people.activated()],
    'DriverActivated cannot come when it is Applied',
  ],
  [
    'legal-vehicle',
    [...people.approvedCar, people.held(), people.held({ shiftNo: 2 })],
    'VehicleHeld: it is on the shift bob.1',
  ],
  [
    'legal-zone-queue',
    [queue.joined('bob', '04:00:00'), queue.joined('bob', '04:01:00')],
    'ZoneQueueJoined: bob waits there already',
  ],
  [
    'one-exclusive-offer-per-trip',
    [...asked, search.extended('cleo')],
    'offer-cleo was made beside offer-bob',
  ],
  [
    'three-broadcast-offers-per-trip',
    [...searching, ...together('bob', 'cleo', 'dan', 'fay')],
    'offer-fay beside offer-bob, offer-cleo, offer-dan',
  ],
  [
    'one-offer-per-driver',
    [...asked, ofAnotherTrip(search.opened()), ofAnotherTrip(search.extended('bob'))],
    'bob was asked with offer-bob-2 while offer-bob was open',
  ],
  [
    'nobody-is-asked-again',
    [...asked, search.declined('bob'), again(search.extended('bob', 20))],
    'bob was asked again, with offer-bob-2',
  ],
  [
    'nobody-is-asked-again',
    [...searching, trip.unassigned(), search.extended('bob')],
    'bob was asked again, with offer-bob',
  ],
  [
    'accepted-before-it-expires',
    [...asked, search.accepted('bob', 15)],
    `offer-bob ended ${after(15)}, accepted ${after(15)}`,
  ],
  [
    'one-winner-per-search',
    [...searching, ...together('bob', 'cleo'), search.accepted('bob'), search.accepted('cleo')],
    'offer-cleo was accepted beside offer-bob',
  ],
  [
    'no-acceptance-after-the-search',
    [...asked, search.withdrawnFrom('bob', 'ATTEMPT_OVER'), search.withdrawn(), accepted],
    'offer-bob was accepted after its search',
  ],
  [
    'every-offer-ends',
    [...asked, muchLater],
    `offer-bob was never answered, expired or withdrawn; its time was over ${after(15)}`,
  ],
  [
    'every-offer-ends',
    [...asked, search.withdrawn()],
    `offer-bob was never answered, expired or withdrawn; its time was over ${after(15)}`,
  ],
  [
    'every-acceptance-ends',
    [...asked, accepted, muchLater],
    'offer-bob: accepted, and its driver neither committed nor lost',
  ],
  [
    'every-acceptance-ends',
    [...asked, accepted, committed, search.withdrawnFrom('bob', 'DRIVER_LOST')],
    'offer-bob was given up although its driver was committed',
  ],
  [
    'assigned-is-committed',
    [...asked, accepted, ride.assigned(), muchLater],
    'offer-bob: its driver is assigned and was never committed',
  ],
  [
    'assigned-is-committed',
    [...asked, accepted, committed, shift.freed(), ride.assigned()],
    'offer-bob: its driver had been freed before',
  ],
  [
    'assigned-within-2s',
    [...asked, accepted, committed, happened(ride.assigned(), after(7.5))],
    'it took 2500 ms',
  ],
  [
    'assigned-within-2s',
    [...asked, accepted, happened(ride.assigned(), after(5)), happened(ride.committed, after(9))],
    'it took 4000 ms',
  ],
  [
    'committed-is-assigned-or-freed',
    [...asked, accepted, committed, muchLater],
    'offer-bob: committed, neither assigned nor freed',
  ],
  [
    'committed-is-assigned-or-freed',
    [...asked, accepted, committed, ride.turnedAway, muchLater],
    'offer-bob: its driver was turned away, never freed',
  ],
  ['one-trip-per-driver', [...matched, ...evesToo], 'bob has trip-ada-1 and trip-eve-1'],
  [
    'one-trip-per-driver',
    [...hasNext, third(search.accepted('bob')), third(shift.queued()), third(ride.assigned())],
    'bob has trip-ada-1 and trip-3',
  ],
  [
    'one-ride-at-a-time',
    [...hasNext, ofAnotherTrip(trip.arrived())],
    'its driver is with trip-eve-1 and with trip-ada-1',
  ],
  [
    'one-reservation-per-driver',
    [...asked, shift.reserved()],
    'bob is held for offer-bob and offer-1',
  ],
  [
    'every-reservation-ends',
    [...asked, muchLater],
    `bob is held for offer-bob, which was over ${trip.at('04:11:15')}`,
  ],
  [
    'papers-hold-when-reserved',
    [shift.started({ eligibleUntil: trip.at('04:11:00') }), ride.reserved],
    `the papers of bob were valid until ${trip.at('04:11:00')}, reserved ${trip.at('04:11:00')}`,
  ],
  [
    'kept-apart-are-not-matched',
    [people.pairBlocked(), ...asked],
    'offer-bob asks bob, who is kept apart from ada',
  ],
  [
    'one-shift-per-vehicle',
    [shift.started(), shift.started({ driverId: people.cleoId })],
    'car-of-bob is on the shifts bob.1 and cleo.1',
  ],
  [
    'shift-holds-its-vehicle',
    [...people.approvedCar, shift.started()],
    'car-of-bob is held by nobody, driven on bob.1',
  ],
  ['one-driver-per-trip', [...matched, ride.assigned(trip.cleo, 2)], 'trip-ada-1 has bob and cleo'],
  ['started-once', [trip.started(), trip.started()], 'TripStarted is there twice'],
  ['completed-once', [trip.completed(), trip.completed()], 'TripCompleted is there twice'],
  ['fare-adds-up', fare({ totalMinor: 2000 }), 'the lines add up to 1900, not 2000'],
  ['fare-gives-its-reason', fare(much(2000)), '2000 where 1900 was quoted, by QUOTE_HELD'],
  [
    'fare-within-cap',
    fare({ ...much(2471), reasonCode: 'ACTUAL_LONGER' }),
    '2471 where 1900 was quoted, by ACTUAL_LONGER',
  ],
  [
    'fare-settled',
    [trip.requested(), trip.completed(), trip.settled()],
    'trip-ada-1 is settled without a fare',
  ],
  [
    'one-zone-per-queued-driver',
    [queue.joined('bob', '04:00:00'), queue.joinedElsewhere('bob', '04:01:00')],
    'bob waits in the zones 132 and 138',
  ],
  [
    'queued-in-order',
    [search.opened(), queue.ranked('cleo', 'bob*')],
    'bob waits in the queue, ranked behind others',
  ],
];

/** The same of another trip, under another offer. */
function ofAnotherTrip<E extends CityEvent>(event: E): E {
  const offer = 'offerId' in event.data ? { offerId: `${event.data.offerId}-2` } : {};
  return { ...event, data: { ...event.data, ...offer, tripId: shift.second } };
}

function again<E extends CityEvent>(event: E): E {
  return { ...event, data: { ...event.data, offerId: `${offerTo('bob')}-2` } };
}

describe('the invariants', () => {
  it.each(BROKEN)('%s are seen to be broken: %#', (invariant, history, what) =>
    given(...history).thenBreaks(invariant, what),
  );

  const clean = auditOf(ride.wholeRide);

  it('are each broken once in this spec', () =>
    expect([...new Set(BROKEN.map(([invariant]) => invariant))]).toEqual(
      Object.keys(clean.invariants),
    ));

  it('hold for a whole ride', () => {
    expect(clean.findings).toEqual([]);
    expect(clean.committedToAssignedMs).toEqual({ count: 1, p50: 1000, p99: 1000, max: 1000 });
    const unchecked = Object.entries(clean.invariants).filter(([, { checked }]) => checked === 0);
    expect(unchecked.map(([name]) => name)).toEqual([
      ...['legal-zone-queue', 'three-broadcast-offers-per-trip'],
      ...['one-zone-per-queued-driver', 'queued-in-order'],
    ]);
  });

  it.each([
    ['a lost acceptance', [ride.missed, search.withdrawnFrom('bob', 'DRIVER_LOST')]],
    ['a driver who is turned away', [committed, trip.cancelled(), ride.turnedAway, shift.freed()]],
    [
      'a driver who was freed before',
      [committed, trip.cancelled(), shift.freed(), ride.turnedAway],
    ],
  ] as const)('hold for %s', (_, end) => {
    const isLost = end[0] === ride.missed;
    const before = isLost ? [...asked, ride.released, accepted] : [...asked, accepted];
    given(...before, ...end, muchLater).thenHolds();
  });
});

describe('the next trip of a driver', () => {
  const adasEnd = trip.completed();
  const next = { nextTripId: shift.second };
  const begins = [
    ...[adasEnd, shift.freed(next), ofAnotherTrip(trip.pickupBegun()), trip.fareFinalised()],
    ...[trip.settled(), ofAnotherTrip(trip.arrived()), shift.atPickup({ tripId: shift.second })],
  ];

  it('keeps every rule, whether it is driven or dropped', () => {
    given(...hasNext, ...begins).thenHolds();
    const cancelled = ofAnotherTrip(trip.cancelled({ stage: 'en-route' }));
    given(...hasNext, cancelled, shift.dropped(), adasEnd, shift.freed()).thenHolds();
  });

  it('may still be on offer when the one before has ended', () => {
    const held = shift.reserved({ ...offerOfNext, tripId: shift.second });
    const committed = shift.committed({ ...offerOfNext, tripId: shift.second });
    const assigned = ofAnotherTrip(ride.assigned());
    const freed = [adasEnd, shift.freed(), held, committed, assigned];
    given(...matched, ...withAda, ...asksForNext, ...freed).thenHolds();
  });
});

describe('the end of the log', () => {
  it('leaves open what may still come', () => {
    const { invariants, found } = auditOf([...asked, accepted]);
    expect(found).toBe(0);
    expect(invariants['every-acceptance-ends']?.open).toBe(1);
    expect(invariants['every-reservation-ends']?.open).toBe(1);
    const { invariants: unsettled } = auditOf(ride.wholeRide.slice(0, -3));
    expect(unsettled['fare-settled']).toEqual({ checked: 0, broken: 0, open: 1 });
  });
});

describe('of a log', () => {
  it('that is read from the middle on, what began before is not held against it', () => {
    const read = (partial: boolean) => {
      const check = new InvariantsCheck({ partial });
      for (const event of recorded(ride.wholeRide).slice(-18)) check.take(event);
      return check.end().findings.map(({ invariant }) => invariant);
    };
    expect(read(true)).toEqual([]);
    expect(read(false)).toEqual(expect.arrayContaining(['legal-trip', 'legal-shift']));
  });

  it('as much is shown as was asked for, and all is counted', () => {
    const history = [trip.completed(), trip.completed(), trip.completed()];
    const { found, findings } = auditOf(history, { maxShown: 1 });
    expect([found, findings.length]).toEqual([5, 1]);
  });

  it('drivers whom no search has found are told apart', () =>
    expect(auditOf([trip.requested(), trip.matching(), trip.assigned()])).toMatchObject({
      assignedWithoutSearch: 1,
      found: 0,
    }));
});
