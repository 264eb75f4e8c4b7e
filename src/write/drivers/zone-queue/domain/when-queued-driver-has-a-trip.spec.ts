import * as dispatch from '#test/dispatch.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened, type Happened } from '#test/projection-spec';
import * as trip from '#test/trip.samples';
import * as the from '#test/zone-queue.samples';
import type { CityEvent } from '../../../../shared/events/city.events';
import { whenQueuedDriverHasATrip } from './when-queued-driver-has-a-trip';

const { at } = trip;
const given = (...facts: readonly (CityEvent | Happened)[]) =>
  policySpec(whenQueuedDriverHasATrip)
    .given(...facts.map((each) => ('event' in each ? each : happened(each, at('04:11:00')))))
    .when(at('05:00:00'));

const market = { ...trip.market, zoneId: the.jfk.zoneId };
const fromJfk = <E extends { readonly data: object }>(event: E): E => ({
  ...event,
  data: { ...event.data, market },
});
const byQueue = (name: string) => {
  const { type, data } = fromJfk(dispatch.extended(name));
  return { type, data: { ...data, parts: { queuePlace: 1 }, cost: 1 } };
};
const gone = the.promoted('bob', '04:12:00');
const cancelled = trip.cancelled({ market, by: 'rider', stage: 'en-route', fault: 'unknown' });
const short = trip.completed({ market, actualDurationS: 900 });
const when = (event: CityEvent, time: string) => happened(event, at(time));

describe('who is asked because it is their turn', () => {
  it.each([
    ['declined', fromJfk(dispatch.declined('bob'))],
    ['expired', fromJfk(dispatch.expired('bob'))],
  ] as const)('goes to the back when the offer is %s', (reason, no) =>
    given(byQueue('bob'), when(no, '04:12:00')).thenSends(
      sends(at('04:12:00'), the.leave('bob', '04:12:00', reason)),
    ),
  );

  it('stays where they are when others decline, or an offer that was no turn', () => {
    given(fromJfk(dispatch.extended('bob')), fromJfk(dispatch.declined('bob'))).thenNothing();
    given(byQueue('bob'), fromJfk(dispatch.declined('cleo'))).thenNothing();
  });
});

describe('who left the queue for a trip', () => {
  it('has their place back when the rider cancels', () =>
    given(gone, when(cancelled, '04:15:00')).thenSends(
      sends(at('04:15:00'), the.grant('bob', '04:15:00', 'rider-cancelled')),
    ));

  it('has it too when the cancellation was faster', () =>
    given(cancelled, when(gone, '04:12:00')).thenSends(
      sends(at('04:12:00'), the.grant('bob', '04:12:00', 'rider-cancelled')),
    ));

  it('has priority after a short ride from there', () =>
    given(gone, when(short, '04:30:00')).thenSends(
      sends(at('04:30:00'), the.grant('bob', '04:30:00', 'short-trip')),
    ));

  it.each([
    trip.cancelled({ ...cancelled.data, by: 'ops' }),
    trip.cancelled({ ...cancelled.data, fault: 'driver' }),
    trip.cancelled({ ...cancelled.data, stage: 'unassigned' }),
    trip.completed({ ...short.data, actualDurationS: 901 }),
    trip.completed({ ...short.data, market: trip.market }),
  ])('has nothing of another end: %#', (end) => given(gone, end).thenNothing());

  it('has nothing of a trip that they gave back', () =>
    given(gone, trip.unassigned({ market }), cancelled).thenNothing());
});
