import type { DispatchEvent } from '../../../shared/events/dispatch.events';
import type { TripId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import type { AttemptStatus, In } from './attempt';

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

/** One row of the search's transition table. */
export interface DispatchRule {
  readonly command: DispatchCommandClass;
  readonly from: readonly AttemptStatus[];
  readonly decide: (command: never, attempt: never) => readonly DispatchEvent[];
}

export type DispatchCommandClass<C extends DispatchCommand = DispatchCommand> = new (
  id: AttemptId,
  data: never,
  sent: Sent,
) => C;

export function dispatchRule<C extends DispatchCommand, const S extends AttemptStatus>(
  command: DispatchCommandClass<C>,
  from: readonly S[],
  decide: (command: C, attempt: In<S>) => readonly DispatchEvent[],
): DispatchRule {
  return { command, from, decide };
}
