import { specFor } from '#test/spec-for';
import { complete } from '#test/trip-command.samples';
import {
  arrived,
  assigned,
  at,
  bob,
  completed,
  eastVillage,
  grandCentral,
  leftStop,
  lenoxHill,
  matching,
  olga,
  reachedStop,
  requested,
  started,
  system,
  unionSquare,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { StopsUnaccounted } from './trip.errors';

const { given } = specFor(tripDecider);
const riding = [requested(), matching(), assigned(bob), arrived(), started()];
const withStops = [
  requested({ stops: [lenoxHill, grandCentral, unionSquare, eastVillage] }),
  ...riding.slice(1),
];
const skipped = (index: number) => ({ index, reason: 'Rider was in a hurry' });

describe('completing a trip', () => {
  it('ends the ride and says how long it drove and waited', () =>
    given(...riding)
      .when(complete())
      .then(completed()));

  it('keeps tolls, route and the quality of the track', () => {
    const tolls = [{ name: 'Queens-Midtown Tunnel', amountMinor: 533 }];
    given(...riding)
      .when(complete({ tolls, routeDigest: 'sha256:9f2c', gpsQuality: 'patchy' }))
      .then(completed({ tolls, routeDigest: 'sha256:9f2c', gpsQuality: 'patchy' }));
  });

  it.each([
    { actor: olga, endedBy: 'ops' },
    { actor: system, endedBy: 'system' },
  ] as const)('says when $endedBy ended it', ({ actor, endedBy }) =>
    given(...riding)
      .when(complete({}, actor))
      .then(completed({ endedBy })),
  );

  it('never lasts less than nothing, whatever the clocks say', () =>
    given(...riding)
      .when(complete({}, bob, at('04:17:00')))
      .then(completed({ completedAt: at('04:17:00'), actualDurationS: 0 })));

  it('refuses while stops are neither visited nor skipped, and names them', () =>
    given(...withStops)
      .when(complete({ skippedStops: [skipped(2)] }))
      .thenRefused(StopsUnaccounted, { missing: [1] }));

  it('counts a stop that the driver stands at as visited', () =>
    given(...withStops, reachedStop(1), leftStop(1), reachedStop(2))
      .when(complete())
      .then(completed()));

  it('refuses when the last stop is still ahead', () =>
    given(...withStops, reachedStop(1), leftStop(1))
      .when(complete())
      .thenRefused(StopsUnaccounted, { missing: [2] }));

  it('keeps the reasons of the stops skipped', () => {
    const skippedStops = [skipped(1), skipped(2)];
    given(...withStops)
      .when(complete({ skippedStops }))
      .then(completed({ skippedStops }));
  });
});
