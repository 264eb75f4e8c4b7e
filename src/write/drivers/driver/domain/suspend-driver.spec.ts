import * as the from '#test/driver.samples';
import { specFor } from '#test/spec-for';
import { bob, olga, system } from '#test/trip.samples';
import { driverDecider } from './driver.decider';
import {
  DriverInvalidTransition,
  HumanDecisionNeeded,
  NoReviewRequested,
  NotReviewable,
} from './driver.errors';
import {
  DeactivateDriver,
  DecideReview,
  LiftSuspension,
  RequestReview,
  SuspendDriver,
} from './suspend-driver';

const { given } = specFor(driverDecider);
const today = the.day('03-01');
const end = the.day('03-08');
const suspend = the.ofBob(
  SuspendDriver,
  { reasonCode: 'COMPLAINTS', until: end, reviewable: true },
  ...([olga, today] as const),
);
const ask = the.ofBob(RequestReview, { statement: 'It was not me' }, bob, today);
const decide = (outcome: 'lifted' | 'upheld', by: typeof olga | typeof system = olga) =>
  the.ofBob(DecideReview, { outcome, statement: 'It was you' }, by, today);
const runsOut = (at: string, until = end) => the.ofBob(LiftSuspension, { until }, system, at);
const deactivate = (by: typeof olga | typeof system) =>
  the.ofBob(DeactivateDriver, { statement: 'Somebody else drove' }, by, today);
const out = [...the.active, the.suspended()] as const;

describe('a suspension', () => {
  it('takes a driver out', () =>
    given(...the.active)
      .when(suspend)
      .then(the.suspended()));
  it('takes nobody out twice', () =>
    given(...out)
      .when(suspend)
      .thenRefused(DriverInvalidTransition));

  it('runs out at its time, and not before', () => {
    given(...out)
      .when(runsOut(end))
      .then(the.reinstated({ at: end }));
    given(...out)
      .when(runsOut(today))
      .thenNothing();
  });

  it('does not run out with an earlier one', () =>
    given(...out, the.reinstated(), the.suspended({ until: the.day('04-01') }))
      .when(runsOut(end))
      .thenNothing());

  it('is lifted by operations at any time', () =>
    given(...out)
      .when(the.ofBob(LiftSuspension, {}, olga, today))
      .then(the.reinstated({ cause: 'ops', by: 'olga' })));
});

describe('a review by a person', () => {
  it('is the driver’s to ask for, once', () => {
    given(...out)
      .when(ask)
      .then(the.reviewRequested());
    given(...out, the.reviewRequested())
      .when(ask)
      .thenNothing();
  });
  it('is not open to every suspension', () =>
    given(...the.active, the.suspended({ reviewable: false }))
      .when(ask)
      .thenRefused(NotReviewable));
  it('brings the driver back', () =>
    given(...out, the.reviewRequested())
      .when(decide('lifted'))
      .then(the.reinstated({ cause: 'review', by: 'olga', statement: 'It was you' })));
  it('or leaves them out, with a reason', () =>
    given(...out, the.reviewRequested())
      .when(decide('upheld'))
      .then(the.upheld()));
  it('can be asked for again', () =>
    given(...out, the.reviewRequested(), the.upheld())
      .when(ask)
      .then(the.reviewRequested()));
  it('is not decided by a machine', () =>
    given(...out, the.reviewRequested())
      .when(decide('upheld', system))
      .thenRefused(HumanDecisionNeeded));
  it('is not decided before it is asked for', () =>
    given(...out)
      .when(decide('lifted'))
      .thenRefused(NoReviewRequested));
});

describe('the end of a driver', () => {
  it('is decided by a person, with reasons', () =>
    given(...the.active)
      .when(deactivate(olga))
      .then(the.deactivated()));
  it('is not decided by a machine', () =>
    given(...the.active)
      .when(deactivate(system))
      .thenRefused(HumanDecisionNeeded));
  it('is for good', () =>
    given(...the.active, the.deactivated())
      .when(suspend)
      .thenRefused(DriverInvalidTransition));
});
