import { factsOf } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';

export class Pause extends ShiftCommand {
  readonly type = 'Pause';
}

export const pause = shiftRule(Pause, ['Available', 'OnBreak'], ({ sent }, shift) => {
  if (shift.status === 'OnBreak') return [];
  return [{ type: 'BreakStarted', data: { ...factsOf(shift, sent.occurredAt), auto: false } }];
});

export class Resume extends ShiftCommand {
  readonly type = 'Resume';
}

export const resume = shiftRule(Resume, ['OnBreak', 'Available'], ({ sent }, shift) => {
  if (shift.status === 'Available') return [];
  return [{ type: 'BreakEnded', data: factsOf(shift, sent.occurredAt) }];
});
