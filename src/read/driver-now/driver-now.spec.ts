import * as search from '#test/dispatch.samples';
import * as onboarding from '#test/driver.samples';
import { projectionSpec } from '#test/projection-spec';
import * as the from '#test/shift.samples';
import { at } from '#test/trip.samples';
import { noWork } from '../../shared/kernel/working-hours';
import { driverNow } from './driver-now';
import type { DriverNow, OfferTerms } from './driver-now.document';
import { shownAt } from './driver-now.query';

const { cleoId: driverId } = onboarding;
const { given } = projectionSpec(driverNow, [
  the.started({ driverId }),
  the.reserved({ driverId }),
  the.committed({ driverId }),
]);

const off: DriverNow = {
  ...{ driverId: the.bobId, cityId: 'nyc', shiftNo: 1, shiftState: 'Offline', since: null },
  ...{ isReachable: true, vehicleId: null, tiers: [], currentOffer: null, currentTrip: null },
  ...{ queuedTrip: null, endRequested: false, eligibleUntil: null, blocks: [] },
  ...{ hoursPolicy: null, work: noWork, workedUntil: null },
};
const online: DriverNow = {
  ...{ ...off, shiftState: 'Available', since: at('04:00:00'), workedUntil: at('04:00:00') },
  ...{ vehicleId: 'car-of-bob', tiers: ['economy', 'premium'], eligibleUntil: at('23:00:00') },
  hoursPolicy: 'new-york',
};
const minutes = (count: number) => count * 60_000;
const shown = (change: Partial<DriverNow>) => ({ [the.bobId]: { ...online, ...change } });
const { offerId, tripId } = the.reserved().data;

describe('a driver’s screen', () => {
  it('is there from the application on', () =>
    given()
      .when(onboarding.applied())
      .then({ [the.bobId]: { ...off, shiftNo: 0 } }));

  it('shows the shift', () => given().when(the.started()).then(shown({})));

  it('shows the offer and until when it stands', () =>
    given(the.started())
      .when(the.reserved())
      .then(
        shown({
          ...{ shiftState: 'Reserved', since: at('04:11:00'), workedUntil: at('04:11:00') },
          currentOffer: { offerId, tripId, expiresAt: at('04:11:15'), terms: null },
          work: { ...noWork, sinceRestMs: minutes(11) },
        }),
      ));

  const reservedFor = (currentOffer: DriverNow['currentOffer']) =>
    shown({
      ...{ shiftState: 'Reserved', since: at('04:11:00'), workedUntil: at('04:11:00') },
      ...{ currentOffer, work: { ...noWork, sinceRestMs: minutes(11) } },
    });
  const terms: OfferTerms = {
    ...{ attempt: 1, mode: 'exclusive', extendedAt: search.after(0), product: 'economy' },
    ...{ payPreview: { amountMinor: 1520, currency: 'USD' }, pickupEtaS: 240, tripEtaS: 900 },
    zoneId: 140,
  };

  it('shows the terms of the offer, and the end of the offer and not of the reservation', () =>
    given(the.started(), the.reserved({ offerId: search.offerTo('bob'), until: search.after(17) }))
      .when(search.extended('bob'))
      .then(
        reservedFor({
          ...{ offerId: search.offerTo('bob'), tripId, expiresAt: search.after(15), terms },
        }),
      ));

  it.each([
    search.accepted('bob'),
    search.declined('bob'),
    search.expired('bob'),
    search.withdrawnFrom('bob'),
  ])('shows an offer no longer than it stands: %#', (end) => {
    const held = the.reserved({ offerId: search.offerTo('bob') });
    given(the.started(), held, search.extended('bob')).when(end).then(reservedFor(null));
  });

  it('shows an offer to somebody who still drives', () => {
    const driving = shown({
      ...{ shiftState: 'OnTrip', since: at('04:18:00'), workedUntil: at('04:18:00') },
      ...{ currentTrip: the.first, work: { ...noWork, sinceRestMs: minutes(18) } },
    });
    given(...the.driving, search.extended('bob'))
      .when(search.expired('bob'))
      .then(driving);
  });

  it('keeps an offer when another one ends, and knows nobody by an offer alone', () => {
    given(the.started(), the.reserved())
      .when(search.expired('bob'))
      .then(reservedFor({ offerId, tripId, expiresAt: at('04:11:15'), terms: null }));
    given().when(search.opened(), search.extended('bob')).then({});
  });

  it('is free again when the offer is not taken', () =>
    given(the.started(), the.reserved())
      .when(the.released({ at: at('04:12:00') }))
      .then(
        shown({
          ...{ since: at('04:12:00'), workedUntil: at('04:12:00') },
          work: { ...noWork, sinceRestMs: minutes(12) },
        }),
      ));

  it('goes through the trip to the next, and counts the hours', () => {
    const ride = { from: Date.parse(at('04:18:00')), to: Date.parse(at('04:35:00')) };
    const onTheWay = shown({
      ...{ shiftState: 'EnRoute', since: at('04:35:00'), workedUntil: at('04:35:00') },
      ...{ currentTrip: the.second, work: { ...noWork, sinceRestMs: minutes(35), rides: [ride] } },
    });
    given(...the.driving)
      .when(the.queued(), the.freed({ nextTripId: the.second }))
      .then(onTheWay);
    given(...the.driving, the.queued())
      .when(the.dropped(), the.freed())
      .then(
        shown({
          ...{ since: at('04:35:00'), workedUntil: at('04:35:00') },
          work: { ...noWork, sinceRestMs: minutes(35), rides: [ride] },
        }),
      );
  });

  it('shows an offer of the next trip to somebody who drives, and keeps it when the trip ends', () => {
    const next = the.nextReserved({ offerId: search.offerTo('bob'), tripId });
    const { offerId: nextOffer } = next.data;
    const currentOffer = { offerId: nextOffer, tripId, expiresAt: search.after(15), terms };
    const onTrip: Partial<DriverNow> = {
      ...({ shiftState: 'OnTrip', since: at('04:18:00') } as const),
      ...{ currentTrip: the.first, workedUntil: at('04:31:00') },
    };
    const ride = { from: Date.parse(at('04:18:00')), to: Date.parse(at('04:31:00')) };
    const work = { ...noWork, sinceRestMs: minutes(31), rides: [ride] };
    given(...the.driving)
      .when(next, search.extended('bob'))
      .then(shown({ ...onTrip, currentOffer, work }));
    given(...the.driving, next)
      .when(the.nextReleased({ offerId: nextOffer, at: at('04:31:00') }))
      .then(shown({ ...onTrip, work }));
    const free = the.freed({ at: at('04:31:00') });
    const held = the.reserved({ offerId: nextOffer, tripId, at: at('04:31:00') });
    given(...the.driving, next, search.extended('bob'))
      .when(free, held)
      .then(
        shown({
          ...{ shiftState: 'Reserved', since: at('04:31:00'), workedUntil: at('04:31:00') },
          ...{ currentOffer, work },
        }),
      );
  });

  it('shows the wish to go, silence, and a renewed paper', () =>
    given(the.started())
      .when(the.commsLost(), the.endRequested(), the.renewed({ at: at('04:20:00') }))
      .then(
        shown({
          ...{ isReachable: false, endRequested: true, workedUntil: at('04:20:00') },
          ...{ eligibleUntil: '2014-05-01T00:00:00.000Z' },
          work: { ...noWork, sinceRestMs: minutes(20) },
        }),
      ));

  it('does not count breaks', () =>
    given(the.started(), the.commsLost(), the.commsRestored())
      .when(the.breakStarted(), the.breakEnded())
      .then(
        shown({
          ...{ since: at('05:30:00'), workedUntil: at('05:30:00') },
          work: { ...noWork, sinceRestMs: minutes(60) },
        }),
      ));

  it('keeps the hours when the shift is over', () =>
    given(the.started())
      .when(the.ended())
      .then({
        [the.bobId]: {
          ...{
            ...off,
            since: at('06:00:00'),
            hoursPolicy: 'new-york',
            workedUntil: at('06:00:00'),
          },
          work: { sinceRestMs: minutes(120), restingSince: at('06:00:00'), rides: [] },
        },
      }));

  it('uses up the number of a shift that did not begin', () =>
    given()
      .when(the.startAbandoned())
      .then({ [the.bobId]: { ...off, workedUntil: at('04:00:30') } }));

  it('says what keeps the driver from offers, and no longer', () => {
    const { bobId, suspended, reinstated, standingChanged, deactivated } = onboarding;
    const low = standingChanged({
      to: 'soft-block',
      blockedTiers: ['premium'],
      until: at('06:00:00'),
    });
    const block = { reasonTag: 'LOW_STANDING', tiers: ['premium'], until: at('06:00:00') };
    const out = { reasonTag: 'SUSPENDED', tiers: null, until: onboarding.day('03-08') };
    given(the.started())
      .when(low, suspended())
      .then(shown({ blocks: [block, out] }));
    given(the.started(), low, suspended())
      .when(reinstated(), standingChanged({ to: 'none' }))
      .then(shown({}));
    given(the.started(), low)
      .when(deactivated())
      .then(shown({ blocks: [{ reasonTag: 'DEACTIVATED', tiers: null, until: null }] }));
    expect(bobId).toBe(the.bobId);
  });
});

describe('at the moment of asking, it shows', () => {
  it('the hours that are left', () => {
    const ridden = { ...online, shiftState: 'OnTrip' } as const;
    expect(shownAt(ridden, at('05:30:00')).hoursLeftS).toBe(8.5 * 3600);
    expect(shownAt(ridden, '2014-04-02T04:00:00.000Z').hoursLeftS).toBe(0);
    expect(shownAt(online, at('05:30:00')).hoursLeftS).toBe(10 * 3600);
    expect(shownAt(off, at('05:30:00')).hoursLeftS).toBeNull();
  });

  it('blocks that still hold, and whether the driver is heard', () => {
    const block = { reasonTag: 'LOW_STANDING', tiers: ['premium'], until: at('06:00:00') };
    const driver = { ...online, blocks: [block], isReachable: false };
    expect(shownAt(driver, at('05:59:59'))).toMatchObject({
      ...{ blocks: [block], shiftState: 'Unreachable' },
    });
    expect(shownAt(driver, at('06:00:00')).blocks).toEqual([]);
  });
});
