import type { Decider } from '../shared/kernel/decider';
import type { Sent } from '../shared/kernel/sent';
import type { Addressed } from './decision';
import { commandKey, type Known } from './known-stream';
import { StaleRevision } from './write.errors';

/**
 * A client may name the stream's last event, or the last that means anything today: it cannot have seen a later one.
 * @throws StaleRevision
 */
export function refuseStale(
  { expectedRevision: expected }: Sent,
  { last, lastMeant }: Pick<Known<unknown>, 'last' | 'lastMeant'>,
): void {
  if (expected === undefined || expected === last?.revision || expected === lastMeant) return;
  throw new StaleRevision(last?.revision);
}

/** It may have been decided before, on a state that is over: only the stream itself can tell. */
export function isOld({ sent }: Addressed, seen: Known<unknown> | undefined): boolean {
  if (!seen) return false;
  const { commands, followed } = seen;
  return commands.has(commandKey(sent.commandId)) || followed > (sent.follows ?? followed);
}

/** Whether there is nothing to do on a stream as it was last seen, and nobody needs to look at it again for that. */
export function stands<Command, State>(
  decider: Pick<Decider<Command, State, never>, 'stands'>,
  command: Command,
  seen: Known<State> | undefined,
): boolean {
  return seen !== undefined && decider.stands?.(command, seen.state) === true;
}
