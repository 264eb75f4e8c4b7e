import type { DriverEvent } from '../../../../shared/events/driver.events';
import type { Decider } from '../../../../shared/kernel/decider';
import { transitionTable } from '../../../../shared/kernel/transition-table';
import { activateDriver } from './activate-driver';
import { applyToDrive } from './apply-to-drive';
import { blockPair, unblockPair } from './block-pair';
import { unknown, type Driver } from './driver';
import type { DriverCommand, DriverRule } from './driver.command';
import { DriverInvalidTransition, DriverNotFound, DriverNotYours } from './driver.errors';
import { evolve } from './driver.evolve';
import { noteExpiry } from './note-expiry';
import { reviewStanding } from './review-standing';
import { rejectDocument, submitDocument, verifyDocument } from './show-documents';
import {
  deactivateDriver,
  decideReview,
  liftSuspension,
  requestReview,
  suspendDriver,
} from './suspend-driver';

/** The transition table: whatever is not in it is refused. */
export const driverRules: readonly DriverRule[] = [
  ...[applyToDrive, submitDocument, verifyDocument, rejectDocument, noteExpiry, activateDriver],
  ...[suspendDriver, requestReview, decideReview, liftSuspension, deactivateDriver],
  ...[reviewStanding, blockPair, unblockPair],
];

const table = transitionTable({
  rules: driverRules,
  initialState: unknown,
  notFound: DriverNotFound,
  notAllowed: DriverInvalidTransition,
});

export const driverDecider: Decider<DriverCommand, Driver, DriverEvent> = {
  category: 'driver',
  initialState: unknown,
  evolve,
  decide,
  about: (driver) =>
    driver.status === 'Unknown'
      ? { cityId: '', subjectIds: [] }
      : { cityId: driver.cityId, subjectIds: [driver.driverId] },
};

function decide(command: DriverCommand, driver: Driver): readonly DriverEvent[] {
  const { actor } = command.sent;
  if (actor.type === 'rider') throw new DriverNotYours();
  if (actor.type === 'driver' && actor.id !== command.driverId) throw new DriverNotYours();
  return table.decide(command, driver);
}
