import type { RiderId } from '../../../../shared/kernel/ids';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf } from './driver';
import { DriverCommand, driverRule } from './driver.command';

/** This driver and this rider are not brought together any more. */
export class BlockPair extends DriverCommand<{
  readonly riderId: RiderId;
  readonly reasonCode: string;
  readonly until?: Instant;
}> {
  readonly type = 'BlockPair';
}

const DRIVES = ['Active', 'Suspended'] as const;

export const blockPair = driverRule(BlockPair, DRIVES, ({ data, sent }, driver) => {
  const { riderId, reasonCode, until = null } = data;
  const before = driver.blockedRiders[riderId];
  if (before?.until === until) return [];
  const facts = factsOf(driver, sent.occurredAt);
  return [{ type: 'PairBlocked', data: { ...facts, riderId, reasonCode, until } }];
});

export class UnblockPair extends DriverCommand<{ readonly riderId: RiderId }> {
  readonly type = 'UnblockPair';
}

export const unblockPair = driverRule(UnblockPair, DRIVES, ({ data: { riderId }, sent }, driver) =>
  riderId in driver.blockedRiders
    ? [{ type: 'PairUnblocked', data: { ...factsOf(driver, sent.occurredAt), riderId } }]
    : [],
);
