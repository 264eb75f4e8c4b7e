import { projectionSpec } from '#test/projection-spec';
import * as trip from '#test/trip.samples';
import * as the from '#test/zone-queue.samples';
import type { DriverId } from '../../shared/kernel/ids';
import { zoneQueue } from './zone-queue';
import type { PlaceInQueue } from './zone-queue.document';

const { at } = trip;
const others = the.joined('zoe', '03:00:00');
const { given } = projectionSpec(zoneQueue, [{ ...others, data: { ...others.data, zoneId: 138 } }]);

const place = (
  name: string,
  time: string,
  rank = the.rankAt(name, time),
  by: PlaceInQueue['by'] = 'arrival',
): PlaceInQueue => ({ driverId: name as DriverId, rank, by, since: at(time) });
const queue = (waiting: readonly PlaceInQueue[], waitsS: readonly number[] = []) => ({
  '132/economy': { cityId: 'nyc', ...the.jfk, waiting, waitsS },
});
const bob = the.joined('bob', '04:00:00');

describe('the queue of a zone', () => {
  it('begins with the first who waits, and has the others behind', () => {
    given()
      .when(bob)
      .then(queue([place('bob', '04:00:00')]));
    given(bob)
      .when(the.joined('cleo', '04:01:00'))
      .then(queue([place('bob', '04:00:00'), place('cleo', '04:01:00')]));
  });

  it('puts before others whose place is an older one', () => {
    const rank = the.priorityAt('dan', '04:30:00');
    given(bob)
      .when(the.joined('dan', '05:00:00', rank, 'short-trip'))
      .then(queue([place('dan', '05:00:00', rank, 'short-trip'), place('bob', '04:00:00')]));
  });

  it('is left, and stays without anybody', () =>
    given(bob).when(the.left('bob', '04:10:00')).then(queue([])));

  it('tells how long those waited who had their turn', () =>
    given(bob)
      .when(the.promoted('bob', '04:10:05'))
      .then(queue([], [605])));

  it('moves up who is back and has a better place', () => {
    const back = the.joined('bob', '04:12:00');
    const { rank } = bob.data;
    const kept = the.granted('bob', '04:12:01', 'rider-cancelled', rank, '04:27:01');
    given(bob, the.promoted('bob', '04:10:00'), the.joined('cleo', '04:05:00'), back)
      .when(kept)
      .then(
        queue(
          [place('bob', '04:12:00', rank, 'rider-cancelled'), place('cleo', '04:05:00')],
          [600],
        ),
      );
  });

  it('is no other by a place that waits for somebody', () => {
    const kept = the.granted('bob', '04:12:01', 'short-trip', 'x', '04:27:01');
    given(bob, the.promoted('bob', '04:10:00'))
      .when(kept)
      .then(queue([], [600]));
  });
});
