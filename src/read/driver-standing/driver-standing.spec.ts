import * as the from '#test/driver.samples';
import { projectionSpec } from '#test/projection-spec';
import * as shift from '#test/shift.samples';
import { bob, unassigned } from '#test/trip.samples';
import { driverStanding, type DriverStanding } from './driver-standing';
import { shownStanding } from './driver-standing.query';

const cleo = { driverId: the.cleoId };
const { given } = projectionSpec(driverStanding, [
  the.applied(cleo),
  shift.committed(cleo),
  the.suspended(cleo),
]);

const newcomer: DriverStanding = {
  ...{ driverId: the.bobId, cityId: 'nyc', rung: 'none', rating: null, ratedRides: 0 },
  ...{ blockedTiers: [], blockedUntil: null, suspension: null, offers: [], accepted: [] },
  changes: [],
};
const shown = (change: Partial<DriverStanding>) => ({ [the.bobId]: { ...newcomer, ...change } });
const first = { tripId: shift.first, cancelled: false };
const out = {
  ...{ since: the.day('03-01'), until: the.day('03-08'), reasonCode: 'COMPLAINTS' },
  ...{ reviewable: true, reviewRequested: false },
};

describe('a driver’s standing', () => {
  it('begins with nothing', () => given().when(the.applied()).then(shown({})));

  it('counts what became of offers, and none that were taken back', () =>
    given(the.applied())
      .when(
        shift.committed(),
        shift.released(),
        shift.released({ cause: 'expired' }),
        shift.released({ cause: 'withdrawn' }),
        shift.released({ cause: 'failed' }),
      )
      .then(shown({ offers: ['accepted', 'declined', 'expired'], accepted: [first] })));

  it('holds a trip that was given back against a driver whose fault it was', () => {
    const driverId = bob.id as never;
    const back = (fault: 'driver' | 'rider') =>
      unassigned({ driverId, fault, tripId: shift.first });
    given(the.applied(), shift.committed())
      .when(back('driver'))
      .then(shown({ offers: ['accepted'], accepted: [{ ...first, cancelled: true }] }));
    given(the.applied(), shift.committed())
      .when(back('rider'))
      .then(shown({ offers: ['accepted'], accepted: [first] }));
    given().when(back('driver')).then({});
  });

  it('remembers each step on the ladder with its grounds', () => {
    const { at, from, to, reasonTag, evidence } = the.standingChanged().data;
    given(the.applied())
      .when(the.standingChanged())
      .then(
        shown({
          ...{ rung: 'inform', rating: 4.2, ratedRides: 12 },
          changes: [{ at, from, to, reasonTag, evidence }],
        }),
      );
  });

  it('shows a suspension until it ends', () => {
    given(the.applied())
      .when(the.suspended())
      .then(shown({ suspension: out }));
    given(the.applied(), the.suspended())
      .when(the.reviewRequested())
      .then(shown({ suspension: { ...out, reviewRequested: true } }));
    given(the.applied(), the.suspended(), the.reviewRequested())
      .when(the.upheld())
      .then(shown({ suspension: out }));
    given(the.applied(), the.suspended()).when(the.reinstated()).then(shown({}));
  });
});

describe('the rates', () => {
  const offers = (accepted: number, expired: number) => [
    ...Array<'accepted'>(accepted).fill('accepted'),
    ...Array<'expired'>(expired).fill('expired'),
  ];
  const accepted = (count: number, cancelled: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ tripId: `trip-${index}`, cancelled: index < cancelled },
    }));

  it('are told from ten on', () => {
    expect(
      shownStanding({ ...newcomer, offers: offers(9, 0), accepted: accepted(9, 9) }),
    ).toMatchObject({
      ...{ acceptanceRate: null, cancellationRate: null, offers: 9, acceptances: 9 },
    });
    expect(
      shownStanding({ ...newcomer, offers: offers(8, 2), accepted: accepted(10, 1) }),
    ).toMatchObject({ acceptanceRate: 0.8, cancellationRate: 0.1 });
  });
});
