import type { TripEventOf } from '../../../shared/events/trip.events';
import type { Role } from '../../../shared/kernel/actor';
import { factsOf, type TripStatus } from './trip';
import { isParty, TripCommand, tripRule } from './trip.command';
import { VerdictNotYours } from './trip.errors';

type Cancelled = TripEventOf<'TripCancelled'>['data'];

/** Whose fault it was and what it costs. Comes in with the command until the cancellation policy decides it. */
export type Verdict = Partial<Judged>;

type Judged = Pick<Cancelled, 'fault' | 'ruleName' | 'policyRowId' | 'fee'>;

export const NO_VERDICT: Judged = {
  fault: 'unknown',
  ruleName: null,
  policyRowId: null,
  fee: null,
};

/** By the rider, or for them by operations or the system. */
export class CancelTrip extends TripCommand<{
  readonly reasonCode: string;
  readonly verdict?: Verdict;
}> {
  readonly type = 'CancelTrip';
}

const BEFORE_THE_START = ['Scheduled', 'Requested', 'Matching', 'EnRoute', 'AtPickup'] as const;

export const cancelTrip = tripRule(CancelTrip, BEFORE_THE_START, ({ data, sent }, trip) => {
  const { reasonCode, verdict } = data;
  if (verdict && isParty(sent)) throw new VerdictNotYours();
  const stage = STAGES[trip.status];
  const by = cancelledBy(sent.actor.type);
  return [
    {
      type: 'TripCancelled',
      data: { ...factsOf(trip), by, reasonCode, stage, ...NO_VERDICT, ...verdict },
    },
  ];
});

export const STAGES = {
  Scheduled: 'scheduled',
  Requested: 'unassigned',
  Matching: 'unassigned',
  EnRoute: 'en-route',
  AtPickup: 'at-pickup',
} as const satisfies Partial<Record<TripStatus, Cancelled['stage']>>;

function cancelledBy(role: Role): Cancelled['by'] {
  return role === 'driver' ? 'provider' : role;
}
