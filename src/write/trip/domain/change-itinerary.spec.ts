import { specFor } from '#test/spec-for';
import {
  addStop,
  changeDestination,
  movePickup,
  removeStop,
  reoffered,
} from '#test/trip-command.samples';
import {
  ada,
  arrived,
  assigned,
  at,
  columbusCircle,
  eastVillage,
  grandCentral,
  itineraryChanged,
  leftStop,
  lenoxHill,
  matching,
  northOf,
  reachedStop,
  requested,
  started,
  unionSquare,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import {
  DriverConsentNeeded,
  ItineraryRefused,
  QuoteExpired,
  TripInvalidTransition,
} from './trip.errors';

const { given } = specFor(tripDecider);
const enRoute = [requested(), matching(), assigned()];
const atPickup = [...enRoute, arrived()];
const riding = [...atPickup, started()];
const stops = [lenoxHill, grandCentral, unionSquare, eastVillage];
const withStops = [requested({ stops }), ...riding.slice(1)];
const WITH_DRIVER = [
  ['on the way', enRoute],
  ['at the pickup', atPickup],
  ['during the ride', riding],
] as const;

describe('changing the destination', () => {
  it.each(WITH_DRIVER)('goes elsewhere at the new price (%s)', (_, history) =>
    given(...history)
      .when(changeDestination())
      .then(itineraryChanged()),
  );

  it('counts the versions of the itinerary', () =>
    given(...riding, itineraryChanged())
      .when(changeDestination({ to: columbusCircle }))
      .then(itineraryChanged({ version: 3, stops: [lenoxHill, columbusCircle] })));

  it('accepts the new price in its very last moment', () =>
    given(...riding)
      .when(changeDestination({}, ada, reoffered.validUntil))
      .then(itineraryChanged()));

  it('refuses a new price that has expired', () =>
    given(...riding)
      .when(changeDestination({}, ada, '2014-04-01T04:35:00.001Z'))
      .thenRefused(QuoteExpired, { validUntil: at('04:35:00') }));

  it('needs no consent for exactly a quarter of extra time', () =>
    given(...riding)
      .when(changeDestination({ extraTimeShare: 0.25 }))
      .then(itineraryChanged()));

  it.each([
    ['not been asked', { extraTimeShare: 0.26 }],
    ['said no', { extraTimeShare: 0.26, driverConsents: false }],
  ])('needs consent for more from a driver who has %s', (_, longer) =>
    given(...riding)
      .when(changeDestination(longer))
      .thenRefused(DriverConsentNeeded),
  );

  it('takes any time with the consent of the driver', () =>
    given(...riding)
      .when(changeDestination({ extraTimeShare: 2, driverConsents: true }))
      .then(itineraryChanged()));

  it('is not possible before there is a driver', () =>
    given(requested(), matching()).when(changeDestination()).thenRefused(TripInvalidTransition));
});

describe('adding a stop', () => {
  const added = (...places: (typeof lenoxHill)[]) =>
    itineraryChanged({ kind: 'stop-added', stops: places });

  it.each(WITH_DRIVER)('puts it before the drop-off (%s)', (_, history) =>
    given(...history)
      .when(addStop())
      .then(added(lenoxHill, grandCentral, eastVillage)),
  );

  it('puts it between other stops', () =>
    given(...withStops)
      .when(addStop({ index: 2, stop: columbusCircle }))
      .then(added(lenoxHill, grandCentral, columbusCircle, unionSquare, eastVillage)));

  it.each([
    ['before the pickup', 0],
    ['after the drop-off', 4],
  ])('refuses one %s', (_, index) =>
    given(requested({ stops }), ...enRoute.slice(1))
      .when(addStop({ index }))
      .thenRefused(ItineraryRefused),
  );

  it('refuses one that would lie behind', () =>
    given(...withStops, reachedStop(1), leftStop(1))
      .when(addStop({ index: 1 }))
      .thenRefused(ItineraryRefused));

  it('refuses one in the place where the driver stands', () =>
    given(...withStops, reachedStop(1))
      .when(addStop({ index: 1 }))
      .thenRefused(ItineraryRefused));

  it('makes the one after it the next', () =>
    given(...withStops, reachedStop(1))
      .when(addStop({ index: 2, stop: columbusCircle }))
      .then(added(lenoxHill, grandCentral, columbusCircle, unionSquare, eastVillage)));

  it('allows seven places in all', () => {
    const four = Array.from({ length: 4 }, () => grandCentral);
    given(requested({ stops: [lenoxHill, ...four, eastVillage] }), ...enRoute.slice(1))
      .when(addStop())
      .then(added(lenoxHill, ...four, grandCentral, eastVillage));
  });

  it('refuses an eighth', () => {
    const five = Array.from({ length: 5 }, () => grandCentral);
    given(requested({ stops: [lenoxHill, ...five, eastVillage] }), ...enRoute.slice(1))
      .when(addStop())
      .thenRefused(ItineraryRefused);
  });
});

describe('removing a stop', () => {
  it('leaves it out', () =>
    given(...withStops)
      .when(removeStop())
      .then(
        itineraryChanged({
          kind: 'stop-removed',
          stops: [lenoxHill, unionSquare, eastVillage],
        }),
      ));

  it.each([
    ['the pickup', 0],
    ['the drop-off', 3],
    ['no stop of the trip', 4],
  ])('refuses %s', (_, index) =>
    given(...withStops)
      .when(removeStop({ index }))
      .thenRefused(ItineraryRefused),
  );

  it.each([
    ['where the driver stands', [reachedStop(1)]],
    ['that lies behind', [reachedStop(1), leftStop(1)]],
  ] as const)('refuses one %s', (_, visited) =>
    given(...withStops, ...visited)
      .when(removeStop({ index: 1 }))
      .thenRefused(ItineraryRefused),
  );
});

describe('moving the pickup', () => {
  const corner = (metres: number) => ({ placeRef: 'place-corner', ...northOf(lenoxHill, metres) });
  const movedTo = (place: typeof lenoxHill) =>
    itineraryChanged({ kind: 'pickup-moved', stops: [place, eastVillage] });

  it.each([
    ['on the way', enRoute],
    ['at the pickup', atPickup],
  ])('meets the rider around the corner (%s)', (_, history) =>
    given(...history)
      .when(movePickup())
      .then(movedTo(corner(90))),
  );

  it('goes as far as a kilometre', () =>
    given(...enRoute)
      .when(movePickup({ to: corner(1000) }))
      .then(movedTo(corner(1000))));

  it('goes not a metre further', () =>
    given(...enRoute)
      .when(movePickup({ to: corner(1001) }))
      .thenRefused(ItineraryRefused));

  it('is too late once the ride has begun', () =>
    given(...riding)
      .when(movePickup())
      .thenRefused(TripInvalidTransition));
});
