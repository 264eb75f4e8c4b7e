import fc from 'fast-check';
import { specFor } from '#test/spec-for';
import * as the from '#test/zone-queue.samples';
import type { ZoneQueueEvent } from '../../../../shared/events/zone-queue.events';
import { unopened, type ZoneQueue } from './zone-queue';
import type { ZoneQueueCommand } from './zone-queue.command';
import { zoneQueueDecider } from './zone-queue.decider';
import { ZoneQueueNotFound } from './zone-queue.errors';

const { given } = specFor(zoneQueueDecider);
const bobWaits = the.joined('bob', '04:00:00');

describe('joining the queue of a zone', () => {
  it('gives a place by arrival, however late it is asked', () => {
    given()
      .when(the.join('bob', '04:00:05', '04:00:01'))
      .then(the.joined('bob', '04:00:05', the.rankAt('bob', '04:00:01')));
  });

  it('keeps those apart who came together', () => {
    expect(the.rankAt('bob', '04:00:00')).not.toBe(the.rankAt('cleo', '04:00:00'));
  });

  it('is nobody’s twice', () => given(bobWaits).when(the.join('bob', '04:01:00')).thenNothing());

  it('gives no place in times to come, nor one from before somebody left', () => {
    given()
      .when(the.join('bob', '04:00:00', '05:00:00'))
      .then(bobWaits);
    given(bobWaits, the.left('bob', '04:10:00', 'declined'))
      .when(the.join('bob', '04:10:01', '04:00:00'))
      .then(the.joined('bob', '04:10:01', the.rankAt('bob', '04:10:00')));
  });
});

describe('leaving', () => {
  it.each(['out-of-fence', 'dark'] as const)('%s keeps the place for five minutes', (reason) => {
    const gone = the.left('bob', '04:10:00', reason, '04:15:00');
    given(bobWaits)
      .when(the.leave('bob', '04:10:00', reason))
      .then(gone);
    const again = the.joined('bob', '04:15:00', bobWaits.data.rank, 'grace');
    given(bobWaits, gone).when(the.join('bob', '04:15:00')).then(again);
    given(bobWaits, gone).when(the.join('bob', '04:15:01')).then(the.joined('bob', '04:15:01'));
  });

  it.each(['paused', 'offline', 'declined', 'expired'] as const)('%s loses it', (reason) => {
    const gone = the.left('bob', '04:10:00', reason);
    given(bobWaits)
      .when(the.leave('bob', '04:10:00', reason))
      .then(gone);
    given(bobWaits, gone).when(the.join('bob', '04:10:04')).then(the.joined('bob', '04:10:04'));
  });

  it('is nothing for who does not wait, and nowhere without a queue', () => {
    given(bobWaits)
      .when(the.leave('cleo', '04:10:00', 'dark'))
      .thenNothing();
    given(bobWaits).when(the.promote('cleo', '04:10:00')).thenNothing();
    given()
      .when(the.leave('bob', '04:10:00', 'dark'))
      .thenRefused(ZoneQueueNotFound);
  });
});

describe('a trip', () => {
  const gone = the.promoted('bob', '04:10:00');

  it('is what a queue is left for', () =>
    given(bobWaits).when(the.promote('bob', '04:10:00')).then(gone));

  it('that the driver gave back, or that was long, brings no place back', () =>
    given(bobWaits, gone).when(the.join('bob', '04:30:00')).then(the.joined('bob', '04:30:00')));

  it('whose rider cancels gives the place back to who returns in a quarter of an hour', () => {
    const { rank } = bobWaits.data;
    const kept = the.granted('bob', '04:12:00', 'rider-cancelled', rank, '04:27:00');
    given(bobWaits, gone)
      .when(the.grant('bob', '04:12:00', 'rider-cancelled'))
      .then(kept);
    given(bobWaits, gone, kept)
      .when(the.join('bob', '04:27:00'))
      .then(the.joined('bob', '04:27:00', rank, 'rider-cancelled'));
    given(bobWaits, gone, kept)
      .when(the.join('bob', '04:27:01'))
      .then(the.joined('bob', '04:27:01'));
  });

  it('that was short puts who returns within the hour before all without priority', () => {
    const rank = the.priorityAt('bob', '04:25:00');
    const kept = the.granted('bob', '04:25:00', 'short-trip', rank, '05:25:00');
    given(bobWaits, gone)
      .when(the.grant('bob', '04:25:00', 'short-trip'))
      .then(kept);
    given(the.joined('ada', '03:00:00'), bobWaits, gone, kept)
      .when(the.join('bob', '05:00:00'))
      .then(the.joined('bob', '05:00:00', rank, 'short-trip'));
    expect(rank < the.rankAt('ada', '03:00:00')).toBe(true);
  });

  it('moves up who is back already', () => {
    const back = the.joined('bob', '04:12:00');
    const { rank } = bobWaits.data;
    const kept = the.granted('bob', '04:12:01', 'rider-cancelled', rank, '04:27:01');
    const before = [bobWaits, gone, the.joined('cleo', '04:05:00'), back];
    given(...before)
      .when(the.grant('bob', '04:12:01', 'rider-cancelled'))
      .then(kept);
    expect(orderAfter(...before)).toEqual(['cleo', 'bob']);
    expect(orderAfter(...before, kept)).toEqual(['bob', 'cleo']);
  });

  it('is granted for once, and only to who left for it', () => {
    const { rank } = bobWaits.data;
    const kept = the.granted('bob', '04:12:00', 'rider-cancelled', rank, '04:27:00');
    given(bobWaits, gone, kept)
      .when(the.grant('bob', '04:13:00', 'rider-cancelled'))
      .thenNothing();
    given(bobWaits)
      .when(the.grant('bob', '04:13:00', 'short-trip'))
      .thenNothing();
  });
});

function after(events: readonly ZoneQueueEvent[], before: ZoneQueue = unopened): ZoneQueue {
  return events.reduce(zoneQueueDecider.evolve, before);
}

const waitingAfter = (queue: ZoneQueue) => (queue.status === 'Open' ? queue.waiting : []);
const orderAfter = (...events: readonly ZoneQueueEvent[]) =>
  waitingAfter(after(events)).map(({ driverId }) => driverId);

describe('whatever is asked of a queue', () => {
  it('nobody waits twice, everybody in the order of ranks, and a wish sent again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(the.aWish, { maxLength: 40 }), (wishes) => {
        let queue = after([the.joined('zoe', '03:00:00')]);
        const take = (command: ZoneQueueCommand) => {
          const events = zoneQueueDecider.decide(command, queue);
          queue = after(events, queue);
          return events;
        };
        for (const [turn, wish] of wishes.entries()) {
          take(wish(turn));
          expect(take(wish(turn))).toEqual([]);
          const ranks = waitingAfter(queue).map(({ rank }) => rank);
          const names = waitingAfter(queue).map(({ driverId }) => driverId);
          expect(ranks).toEqual(ranks.toSorted());
          expect(new Set(names).size).toBe(names.length);
        }
      }),
    );
  });
});
