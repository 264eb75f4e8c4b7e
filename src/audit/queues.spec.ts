import { given } from '#test/audit-spec';
import * as dispatch from '#test/dispatch.samples';
import { happened } from '#test/projection-spec';
import { at } from '#test/trip.samples';
import * as the from '#test/zone-queue.samples';

const bob = the.joined('bob', '04:00:00');
const cleo = the.joined('cleo', '04:05:00');
const both = [happened(bob, at('04:00:00')), happened(cleo, at('04:05:00'))];

/** By a tick at 04:11. */
const ranked = (...names: readonly string[]) => happened(the.ranked(...names), at('04:11:00'));
const opened = dispatch.opened();

describe('a queue at an airport', () => {
  it('is a legal history', () => {
    const gone = the.promoted('bob', '04:10:00');
    const { rank } = bob.data;
    const kept = the.granted('bob', '04:12:00', 'rider-cancelled', rank, '04:27:00');
    const back = the.joined('bob', '04:20:00', rank, 'rider-cancelled');
    given(bob, cleo, gone, kept, back, the.left('cleo', '04:30:00')).thenHolds();
  });

  it.each([
    ['ZoneQueueJoined: bob waits there already', [bob, bob]],
    ['ZoneQueueLeft: cleo does not wait there', [bob, the.left('cleo', '04:10:00')]],
    ['ZoneQueuePromoted: cleo does not wait there', [bob, the.promoted('cleo', '04:10:00')]],
    [
      'ZoneQueuePriorityGranted: bob did not leave for trip-ada-1',
      [bob, the.granted('bob', '04:12:00', 'short-trip', 'x', '04:27:00')],
    ],
  ])('is none when %s', (words, history) => {
    given(...history).thenBreaks('legal-zone-queue', words);
  });

  it('has nobody who waits in another zone', () => {
    const elsewhere = the.joinedElsewhere('bob', '04:20:00');
    given(bob, elsewhere).thenBreaks(
      'one-zone-per-queued-driver',
      'bob waits in the zones 132 and 138',
    );
    given(bob, the.left('bob', '04:10:00'), elsewhere).thenHolds();
    const premium = { type: bob.type, data: { ...bob.data, tier: 'premium' } };
    given(bob, premium).thenHolds();
  });
});

describe('whoever came first', () => {
  it('stands first in each ranking, and before all others', () =>
    given(opened, ...both, ranked('bob*', 'cleo*', 'dan')).thenHolds());

  it('is not ranked behind who came later', () =>
    given(opened, ...both, ranked('cleo*', 'bob*')).thenBreaks(
      'queued-in-order',
      'bob stands before cleo',
    ));

  it('is not ranked behind who does not wait', () =>
    given(opened, ...both, ranked('bob*', 'dan', 'cleo*')).thenBreaks(
      'queued-in-order',
      'cleo waits in the queue, ranked behind others',
    ));

  it('may not have been known when it was decided', () =>
    given(
      opened,
      happened(cleo, at('04:05:00')),
      happened(bob, at('04:10:59')),
      ranked('cleo*', 'bob*'),
    ).thenHolds());
});
