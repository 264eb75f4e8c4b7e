import { happened, projectionSpec } from '#test/projection-spec';
import * as the from '#test/shift.samples';
import * as trip from '#test/trip.samples';
import { opsExceptions } from './ops-exceptions';
import type { Expectation } from './ops-exceptions.document';

const { at, tripId } = trip;
const { given } = projectionSpec(opsExceptions, trip.evesTrip);

/** When the samples are recorded, unless a spec says otherwise. */
const since = at('04:11:00');
const common = { cityId: 'nyc', tripId, since, holds: null };
const reservation: Expectation = {
  ...{ ...common, kind: 'ORPHAN_RESERVATION', driverId: the.bobId, dueAt: at('04:11:17') },
};
const search: Expectation = {
  ...{ ...common, kind: 'SEARCH_OVERDUE', driverId: null, dueAt: at('04:14:20') },
};
const reserved = { [`reservation/${the.bobId}`]: reservation };
const searching = { [`search/${tripId}`]: search };

describe('a reservation', () => {
  it('has to end a moment after its time', () => given().when(the.reserved()).then(reserved));

  it.each([the.released(), the.ended()])('is no exception any more: %#', (ending) =>
    given(the.reserved()).when(ending).then({}),
  );

  it('of the next trip has to end as well, also when it outlives the trip under way', () => {
    const since = at('04:31:00');
    const next = { ...reservation, tripId: the.second, since, dueAt: at('04:31:17') };
    const happening = happened(the.nextReserved(), since);
    given()
      .when(happening)
      .then({ [`reservation/${the.bobId}`]: next });
    given(happening).when(the.nextReleased()).then({});
  });

  it('is due by the clock of the log when it is imported', () =>
    given()
      .when(happened(the.reserved(), '2026-05-01T12:00:00.000Z'))
      .then({
        [`reservation/${the.bobId}`]: {
          ...{ ...reservation, since: '2026-05-01T12:00:00.000Z' },
          dueAt: '2026-05-01T12:00:17.000Z',
        },
      }));
});

describe('a search', () => {
  it('has to end after its three minutes', () => given().when(trip.matching()).then(searching));

  it.each([trip.unfulfilled(), trip.cancelled(), trip.noShow(), trip.aborted(), trip.corrected()])(
    'is over with the trip, or the wish: %#',
    (ending) => given(trip.matching()).when(ending).then({}),
  );

  it('is due anew when it begins anew', () =>
    given(trip.matching(), the.committed(), trip.assigned(), trip.unassigned(), the.freed())
      .when(happened(trip.matching(2), at('04:20:00')))
      .then({
        [`search/${tripId}`]: { ...search, since: at('04:20:00'), dueAt: at('04:23:20') },
      }));
});

describe('a trip and the shift of its driver', () => {
  const holds = { committed: [the.bobId], assigned: the.bobId };
  const held = (change: Partial<Expectation>) => ({
    [`hold/${tripId}`]: {
      ...{ ...common, kind: null, driverId: the.bobId, dueAt: null, holds },
      ...change,
    },
  });
  const dueAt = at('04:11:02');

  it('agree', () => {
    given(the.committed()).when(trip.assigned()).then(held({}));
    given(trip.assigned()).when(the.committed()).then(held({}));
    given(the.queued({ tripId })).when(trip.assigned()).then(held({}));
  });

  it('have two seconds to agree', () => {
    given()
      .when(trip.assigned())
      .then(
        held({
          ...{ kind: 'ASSIGNED_WITHOUT_SHIFT', dueAt },
          holds: { committed: [], assigned: the.bobId },
        }),
      );
    given()
      .when(the.committed())
      .then(
        held({
          ...{ kind: 'HELD_WITHOUT_TRIP', dueAt },
          holds: { committed: [the.bobId], assigned: null },
        }),
      );
  });

  it('count the two seconds from when they began to disagree, whatever comes meanwhile', () =>
    given(trip.assigned(trip.cleo), happened(the.committed(), at('04:12:00')))
      .when(happened(the.freed(), at('04:13:00')))
      .then(
        held({
          ...{ kind: 'ASSIGNED_WITHOUT_SHIFT', driverId: trip.cleo.id, dueAt },
          holds: { committed: [], assigned: trip.cleo.id },
        }),
      ));

  it('are done with each other in either order', () => {
    const both = [the.committed(), trip.assigned()];
    given(...both)
      .when(trip.completed(), the.freed())
      .then({});
    given(...both)
      .when(the.freed(), trip.cancelled())
      .then({});
    given(the.queued({ tripId }), trip.assigned())
      .when(trip.unassigned(), the.dropped({ tripId }))
      .then({});
  });

  it('disagree when the trip is over and the driver still held', () =>
    given(the.committed(), trip.assigned())
      .when(happened(trip.completed(), at('04:35:00')))
      .then(
        held({
          ...{ kind: 'HELD_WITHOUT_TRIP', since: at('04:35:00'), dueAt: at('04:35:02') },
          holds: { committed: [the.bobId], assigned: null },
        }),
      ));
});
