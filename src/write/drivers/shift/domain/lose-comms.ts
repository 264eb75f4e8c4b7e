import { secondsBetween, type Instant } from '../../../../shared/kernel/time';
import { factsOf, ONLINE, type OnlineShift } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { StillHeard } from './shift.errors';

const SILENT_S = 60;
/** A rider waits for this driver: silence is noticed sooner. */
const SILENT_EN_ROUTE_S = 10;

/** No ping has come for too long. */
export class LoseComms extends ShiftCommand<{ readonly lastPingAt: Instant }> {
  readonly type = 'LoseComms';
}

export const loseComms = shiftRule(LoseComms, ONLINE, ({ data: { lastPingAt }, sent }, shift) => {
  if (shift.unheardSince !== null) return [];
  const silentS = secondsBetween(lastPingAt, sent.occurredAt);
  const neededS = silenceAllowed(shift);
  if (silentS < neededS) throw new StillHeard(silentS, neededS);
  return [{ type: 'CommsLost', data: { ...factsOf(shift, sent.occurredAt), lastPingAt } }];
});

function silenceAllowed({ status }: OnlineShift): number {
  return status === 'EnRoute' || status === 'AtPickup' ? SILENT_EN_ROUTE_S : SILENT_S;
}

/** The driver is heard again, and goes on with what they were doing. */
export class RestoreComms extends ShiftCommand {
  readonly type = 'RestoreComms';
}

export const restoreComms = shiftRule(RestoreComms, ONLINE, ({ sent }, shift) =>
  shift.unheardSince === null
    ? []
    : [{ type: 'CommsRestored', data: factsOf(shift, sent.occurredAt) }],
);
