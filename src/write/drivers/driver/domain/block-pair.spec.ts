import * as the from '#test/driver.samples';
import { specFor } from '#test/spec-for';
import { olga } from '#test/trip.samples';
import type { RiderId } from '../../../../shared/kernel/ids';
import { BlockPair, UnblockPair } from './block-pair';
import { driverDecider } from './driver.decider';

const { given } = specFor(driverDecider);
const ada = 'ada' as RiderId;
const block = (until?: string) =>
  the.ofBob(
    BlockPair,
    { riderId: ada, reasonCode: 'ARGUMENT', ...(until !== undefined && { until }) },
    ...([olga, the.day('03-01')] as const),
  );
const unblock = the.ofBob(UnblockPair, { riderId: ada }, olga, the.day('03-01'));

describe('a driver and a rider who do not go together', () => {
  it('are kept apart', () =>
    given(...the.active)
      .when(block())
      .then(the.pairBlocked()));
  it('are kept apart once', () =>
    given(...the.active, the.pairBlocked())
      .when(block())
      .thenNothing());
  it('are kept apart for another time', () =>
    given(...the.active, the.pairBlocked())
      .when(block(the.day('06-01')))
      .then(the.pairBlocked({ until: the.day('06-01') })));
  it('may meet again', () =>
    given(...the.active, the.pairBlocked())
      .when(unblock)
      .then(the.pairUnblocked()));
  it('were never apart', () =>
    given(...the.active)
      .when(unblock)
      .thenNothing());
});
