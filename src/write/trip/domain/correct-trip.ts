import { factsOf, type BookedTrip, type Correctable } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { CorrectionRefused, SecondApproverNeeded } from './trip-closing.errors';

/** Operations ask for a transition that the table does not have; somebody else has to approve it. */
export class ForceTransition extends TripCommand<{
  readonly to: Correctable;
  readonly reason: string;
  readonly ticket: string;
}> {
  readonly type = 'ForceTransition';
}

const ANY_STATE = [
  ...(['Scheduled', 'Requested', 'Matching', 'EnRoute', 'AtPickup', 'InProgress'] as const),
  ...(['Completed', 'Settled', 'Unfulfilled', 'Cancelled', 'NoShow', 'Aborted'] as const),
];

export const forceTransition = tripRule(ForceTransition, ANY_STATE, ({ data, sent }, trip) => {
  const { to, reason, ticket } = data;
  refuseTheImpossible(trip, to);
  const proposedBy = sent.actor.id;
  return [
    { type: 'CorrectionProposed', data: { ...factsOf(trip), to, reason, ticket, proposedBy } },
  ];
});

export class ApproveTransition extends TripCommand<{ readonly ticket: string }> {
  readonly type = 'ApproveTransition';
}

export const approveTransition = tripRule(ApproveTransition, ANY_STATE, ({ data, sent }, trip) => {
  const { proposal } = trip;
  if (proposal?.ticket !== data.ticket) {
    throw new CorrectionRefused('No correction with this ticket awaits approval');
  }
  const { to, reason, ticket, proposedBy } = proposal;
  const approvedBy = sent.actor.id;
  if (approvedBy === proposedBy) throw new SecondApproverNeeded();
  refuseTheImpossible(trip, to);
  const cancelledAs = cancelledAsOf(trip);
  return [
    {
      type: 'TripCorrected',
      data: {
        ...{ ...factsOf(trip), from: trip.status, to, reason, ticket },
        ...{ cancelledAs, proposedBy, approvedBy },
      },
    },
  ];
});

function refuseTheImpossible(trip: BookedTrip, to: Correctable): void {
  if (trip.status === to) throw new CorrectionRefused(`The trip is ${to} already`);
  if (to === 'Completed' && !trip.assignment) {
    throw new CorrectionRefused('A trip that never had a driver cannot be completed');
  }
  if (to === 'Settled' && !('fare' in trip && trip.fare)) {
    throw new CorrectionRefused('A trip without a final fare cannot be settled');
  }
}

/** Under which key the market's cancellations hold this trip; null when they do not. */
function cancelledAsOf(trip: BookedTrip): string | null {
  if (trip.status === 'Cancelled') return trip.undemanded ? null : trip.reasonCode;
  if (trip.status === 'NoShow') return 'NO_SHOW';
  const aborted = trip.status === 'Aborted' || (trip.status === 'Settled' && trip.aborted);
  return aborted ? 'ABORTED' : null;
}
