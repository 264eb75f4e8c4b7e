import type { DispatchEvent } from '../../../shared/events/dispatch.events';
import type { TripId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import { rulesOf } from '../../../shared/kernel/transition-table';
import type { Attempt } from './attempt';

/** Which search for a driver: the how-manieth of which trip. */
export interface AttemptId {
  readonly tripId: TripId;
  readonly attempt: number;
}

/** The last part of the stream's name. */
export function attemptKey({ tripId, attempt }: AttemptId): string {
  return `${tripId}-${attempt}`;
}

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class DispatchCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly id: AttemptId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

export const dispatchRule = rulesOf<DispatchCommand, Attempt, DispatchEvent, AttemptId>();

export type DispatchRule = ReturnType<typeof dispatchRule>;
