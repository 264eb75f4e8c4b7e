import * as the from '#test/driver.samples';
import { specFor } from '#test/spec-for';
import { system } from '#test/trip.samples';
import type { StandingEvidence } from '../../../../shared/events/driver.shapes';
import { driverDecider } from './driver.decider';
import { ReviewStanding } from './review-standing';

const { given } = specFor(driverDecider);
const rated = (
  rating: number | null,
  ratedRides: number,
  recentRatings = 0,
  recentLowRatings = 0,
) => ({ rating, ratedRides, recentRatings, recentLowRatings }) satisfies StandingEvidence;
const review = (evidence: StandingEvidence, at = the.day('03-01')) =>
  the.ofBob(ReviewStanding, evidence, system, at);
const changed = (change: Parameters<typeof the.standingChanged>[0]) => the.standingChanged(change);
const aWeekOn = the.day('03-08');

describe('the standing ladder', () => {
  it.each([
    [4.3, 50],
    [4.29, 9],
    [null, 0],
  ] as readonly (readonly [number | null, number])[])(
    'leaves %p of %d rides alone',
    (rating, rides) =>
      given(...the.active)
        .when(review(rated(rating, rides)))
        .thenNothing(),
  );

  it('informs, then warns', () => {
    given(...the.active)
      .when(review(rated(4.29, 10)))
      .then(changed({ to: 'inform', evidence: rated(4.29, 10) }));
    given(...the.active)
      .when(review(rated(3.99, 15)))
      .then(changed({ to: 'warn', evidence: rated(3.99, 15) }));
  });

  it('keeps a driver from premium rides for a week', () => {
    const evidence = rated(3.79, 12, 12, 5);
    given(...the.active)
      .when(review(evidence))
      .then(
        changed({
          ...{ to: 'soft-block', evidence },
          ...{ blockedTiers: ['premium', 'black'], until: aWeekOn },
        }),
      );
    given(...the.active)
      .when(review(rated(3.79, 12, 13, 5)))
      .then(changed({ to: 'inform', evidence: rated(3.79, 12, 13, 5) }));
  });

  it('takes a driver out for a week, open to review', () => {
    const evidence = rated(2.99, 20);
    given(...the.active)
      .when(review(evidence))
      .then(
        changed({ to: 'block', evidence, until: aWeekOn }),
        the.suspended({ reasonCode: 'LOW_RATING', until: aWeekOn, suspendedBy: 'dispatch' }),
      );
  });

  it('gives time to do better before the next word', () => {
    const informed = [...the.active, the.standingChanged()] as const;
    const worse = rated(3.99, 15);
    given(...informed)
      .when(review(worse, the.day('03-07')))
      .thenNothing();
    given(...informed)
      .when(review(worse, aWeekOn))
      .then(changed({ from: 'inform', to: 'warn', evidence: worse, at: aWeekOn }));
  });

  it('lets go at once of whoever does better', () =>
    given(...the.active, the.standingChanged({ to: 'warn' }))
      .when(review(rated(4.5, 20)))
      .then(changed({ from: 'warn', to: 'none', evidence: rated(4.5, 20) })));
});
