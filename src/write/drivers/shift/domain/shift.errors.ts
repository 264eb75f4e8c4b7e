import { DomainError } from '../../../../shared/kernel/domain-error';
import {
  InvalidTransition,
  type RefusedTransition,
} from '../../../../shared/kernel/invalid-transition';
import type { Instant } from '../../../../shared/kernel/time';
import type { Offer } from './shift';

export class ShiftNotFound extends DomainError {
  readonly code = 'SHIFT_NOT_FOUND';
  readonly refusal = 'missing';
  constructor() {
    super('This driver was never on shift');
  }
}

export class ShiftNotYours extends DomainError {
  readonly code = 'SHIFT_NOT_YOURS';
  readonly refusal = 'forbidden';
  constructor() {
    super('Drivers command their own shifts');
  }
}

export class ShiftInvalidTransition extends InvalidTransition {
  readonly code = 'SHIFT_INVALID_TRANSITION';
  constructor(refused: RefusedTransition) {
    super('driver', refused);
  }
}

export class ShiftStartOvertaken extends DomainError {
  readonly code = 'SHIFT_START_OVERTAKEN';
  readonly refusal = 'conflict';
  constructor(lastShiftNo: number) {
    super('The car was held for another shift than would begin now', { lastShiftNo });
  }
}

export class ShiftNotEligible extends DomainError {
  readonly code = 'SHIFT_NOT_ELIGIBLE';
  readonly refusal = 'conflict';
  constructor(reasons: readonly string[]) {
    super(`Not fit for offers: ${reasons.join(', ')}`, { reasons });
  }
}

export class ShiftHoursExhausted extends DomainError {
  readonly code = 'SHIFT_HOURS_EXHAUSTED';
  readonly refusal = 'conflict';
  constructor(policy: string, missingS: number) {
    super('The hours that may be worked do not allow it', {
      hoursPolicy: policy,
      missingS: Math.ceil(missingS),
    });
  }
}

/** Another offer holds the driver: whoever comes second loses. */
export class DriverAlreadyReserved extends DomainError {
  readonly code = 'SHIFT_ALREADY_RESERVED';
  readonly refusal = 'conflict';
  constructor(until: Instant) {
    super('Another offer holds this driver', { until });
  }
}

export class ReservationNotLive extends DomainError {
  readonly code = 'SHIFT_OFFER_MISMATCH';
  readonly refusal = 'conflict';
  constructor(held: Offer | null) {
    super(
      held ? 'Another offer holds this driver' : 'No offer holds this driver',
      held ? { offerId: held.offerId, tripId: held.tripId } : {},
    );
  }
}

export class OfferOver extends DomainError {
  readonly code = 'SHIFT_OFFER_EXPIRED';
  readonly refusal = 'conflict';
  constructor(until: Instant) {
    super(`The offer is over since ${until}`, { until });
  }
}

export class ReservationTooLong extends DomainError {
  readonly code = 'SHIFT_RESERVATION_TOO_LONG';
  readonly refusal = 'conflict';
  constructor(mostS: number) {
    super('No offer stands for so long', { mostS });
  }
}

export class OtherTrip extends DomainError {
  readonly code = 'SHIFT_TRIP_MISMATCH';
  readonly refusal = 'conflict';
  constructor(tripId: string) {
    super('The driver is on another trip', { tripId });
  }
}

export class NextTripRefused extends DomainError {
  readonly code = 'SHIFT_NEXT_TRIP_REFUSED';
  readonly refusal = 'conflict';
  constructor(reason: 'not-opted-in' | 'too-far' | 'one-is-queued' | 'shift-ends' | 'same-trip') {
    super(`No next trip: ${reason}`, { reason });
  }
}

export class StillHeard extends DomainError {
  readonly code = 'SHIFT_STILL_HEARD';
  readonly refusal = 'conflict';
  constructor(silentS: number, neededS: number) {
    super('The driver was heard too lately', { silentS, neededS });
  }
}
