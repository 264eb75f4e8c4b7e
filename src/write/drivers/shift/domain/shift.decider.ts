import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { Decider } from '../../../../shared/kernel/decider';
import { transitionTable } from '../../../../shared/kernel/transition-table';
import { abandonStart } from './abandon-start';
import { commit } from './commit';
import { free } from './free';
import { forceOffline, goOffline } from './go-offline';
import { goOnline } from './go-online';
import { honourAcceptance } from './honour-acceptance';
import { loseComms, restoreComms } from './lose-comms';
import { release } from './release';
import { renewEligibility } from './renew-eligibility';
import { reserve } from './reserve';
import { reserveNext } from './reserve-next';
import { arrive, begin } from './ride';
import { isUnheard, unknown, type Shift } from './shift';
import type { ShiftCommand, ShiftRule } from './shift.command';
import { ShiftInvalidTransition, ShiftNotFound, ShiftNotYours } from './shift.errors';
import { evolve } from './shift.evolve';
import { pause, resume } from './take-a-break';

/** The transition table: whatever is not in it is refused. */
export const shiftRules: readonly ShiftRule[] = [
  ...[goOnline, abandonStart, renewEligibility],
  ...[reserve, reserveNext, release, commit, honourAcceptance, arrive, begin, free],
  ...[pause, resume, loseComms, restoreComms, goOffline, forceOffline],
];

const table = transitionTable({
  rules: shiftRules,
  initialState: unknown,
  notFound: ShiftNotFound,
  notAllowed: ShiftInvalidTransition,
  /** Whom nobody hears gets no offers, but what they were doing goes on. */
  also: (shift) => (isUnheard(shift) ? 'Unreachable' : undefined),
});

export const { commandsAllowedIn } = table;

/** About half a busy day. */
const SNAPSHOT_EVERY = 100;

/** One stream for all shifts of a driver: `docs/decisions/0024-one-stream-for-all-shifts-of-a-driver.md`. */
export const shiftDecider: Decider<ShiftCommand, Shift, ShiftEvent> = {
  category: 'shift',
  initialState: unknown,
  evolve,
  decide,
  about: (shift) =>
    shift.status === 'Unknown'
      ? { cityId: '', subjectIds: [] }
      : { cityId: shift.cityId, subjectIds: [shift.driverId] },
  snapshots: { every: SNAPSHOT_EVERY, code: __dirname },
};

function decide(command: ShiftCommand, shift: Shift): readonly ShiftEvent[] {
  const { actor } = command.sent;
  if (actor.type === 'rider') throw new ShiftNotYours();
  if (actor.type === 'driver' && actor.id !== command.driverId) throw new ShiftNotYours();
  return table.decide(command, shift);
}
