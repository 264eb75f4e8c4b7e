import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import type { Role } from '../../../../shared/kernel/actor';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf, ONLINE, type OnlineShift } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { counted } from './shift.evolve';
import { odometerRead, summed } from './totals';

type EndRequest = Pick<ShiftEventOf<'ShiftEndRequested'>['data'], 'by' | 'cause'>;

/** The driver's own wish: at once, or as soon as the trip that they are on has ended. */
export class GoOffline extends ShiftCommand<{ readonly odometerM?: number }> {
  readonly type = 'GoOffline';
}

export const goOffline = shiftRule(GoOffline, ONLINE, ({ data, sent }, shift) =>
  ended(shift, sent.occurredAt, { by: enderOf(sent.actor.type), cause: 'wanted' }, data.odometerM),
);

/** Operations, or what the system has found, take a driver off the road; nobody is put down in mid-trip. */
export class ForceOffline extends ShiftCommand<{ readonly cause: string }> {
  readonly type = 'ForceOffline';
}

export const forceOffline = shiftRule(ForceOffline, ONLINE, ({ data, sent }, shift) =>
  ended(shift, sent.occurredAt, { by: enderOf(sent.actor.type), cause: data.cause }),
);

function ended(
  shift: OnlineShift,
  at: Instant,
  request: EndRequest,
  odometerM?: number,
): readonly ShiftEvent[] {
  if (shift.status === 'Available' || shift.status === 'OnBreak') {
    return [endOf(shift, at, request, odometerM)];
  }
  if (shift.endRequest) return [];
  return [{ type: 'ShiftEndRequested', data: { ...factsOf(shift, at), ...request } }];
}

/** The last event of a shift, with what it came to. */
export function endOf(
  shift: OnlineShift,
  at: Instant,
  { by: endedBy, cause }: EndRequest,
  odometerM?: number,
): ShiftEventOf<'ShiftEnded'> {
  const { vehicleId } = shift.started;
  const totals = odometerRead(counted(shift, at).totals, odometerM);
  return {
    type: 'ShiftEnded',
    data: { ...factsOf(shift, at), vehicleId, endedBy, cause, ...summed(totals) },
  };
}

function enderOf(role: Role): EndRequest['by'] {
  return role === 'rider' ? 'system' : role;
}
