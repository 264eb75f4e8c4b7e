import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import type { OnlineShift } from './shift';

type NextTrip = ShiftEventOf<
  'NextTripReserved' | 'NextTripReleased' | 'NextTripQueued' | 'NextTripDropped'
>;
type Aside = Extract<
  ShiftEvent,
  { type: 'CommsLost' | 'CommsRestored' | 'ShiftEndRequested' | 'EligibilityRenewed' }
>;

/** What happens while the driver goes on with what they were doing. */
export function meanwhile(shift: OnlineShift, event: NextTrip | Aside): OnlineShift {
  switch (event.type) {
    case 'NextTripReserved':
    case 'NextTripReleased':
    case 'NextTripQueued':
    case 'NextTripDropped':
      return shift.status === 'OnTrip' ? { ...shift, ...nextTripAfter(event) } : shift;
    case 'CommsLost':
      return { ...shift, unheardSince: event.data.lastPingAt };
    case 'CommsRestored':
      return { ...shift, unheardSince: null };
    case 'ShiftEndRequested': {
      const { by, cause } = event.data;
      return { ...shift, endRequest: { by, cause } };
    }
    case 'EligibilityRenewed':
      return { ...shift, eligibleUntil: event.data.eligibleUntil };
  }
}

type Next = Pick<Extract<OnlineShift, { status: 'OnTrip' }>, 'queued' | 'held'>;

/** What comes after the trip that a driver is on. */
function nextTripAfter(event: NextTrip): Next {
  switch (event.type) {
    case 'NextTripReserved': {
      const { offerId, tripId, until, remainingS } = event.data;
      return { queued: null, held: { offerId, tripId, until, remainingS } };
    }
    case 'NextTripQueued': {
      const { offerId, tripId } = event.data;
      return { queued: { offerId, tripId }, held: null };
    }
    case 'NextTripReleased':
    case 'NextTripDropped':
      return { queued: null, held: null };
  }
}
