import { DomainError } from '../../../shared/kernel/domain-error';
import {
  InvalidTransition,
  type RefusedTransition,
} from '../../../shared/kernel/invalid-transition';

export class TripNotFound extends DomainError {
  readonly code = 'TRIP_NOT_FOUND';
  readonly refusal = 'missing';
  constructor() {
    super('There is no such trip');
  }
}

export class TripNotYours extends DomainError {
  readonly code = 'TRIP_NOT_YOURS';
  readonly refusal = 'forbidden';
  constructor() {
    super('Riders command their own trips, drivers those assigned to them');
  }
}

export class TripInvalidTransition extends InvalidTransition {
  readonly code = 'TRIP_INVALID_TRANSITION';
  constructor(refused: RefusedTransition) {
    super('trip', refused);
  }
}

export class QuoteExpired extends DomainError {
  readonly code = 'QUOTE_EXPIRED';
  readonly refusal = 'conflict';
  constructor(validUntil: string) {
    super(`The quote was valid until ${validUntil}`, { validUntil });
  }
}

export class PickupTimeOutOfRange extends DomainError {
  readonly code = 'TRIP_PICKUP_TIME_OUT_OF_RANGE';
  readonly refusal = 'conflict';
  constructor() {
    super('A scheduled pickup lies between 30 minutes and 90 days ahead');
  }
}

export class TooEarlyToActivate extends DomainError {
  readonly code = 'TRIP_TOO_EARLY_TO_ACTIVATE';
  readonly refusal = 'conflict';
  constructor(activatesAt: string) {
    super(`The trip activates at ${activatesAt}`, { activatesAt });
  }
}

export class PaymentNotAuthorised extends DomainError {
  readonly code = 'TRIP_PAYMENT_NOT_AUTHORISED';
  readonly refusal = 'conflict';
  constructor() {
    super('The card is not authorised and cash is not allowed');
  }
}

export class StaleAttempt extends DomainError {
  readonly code = 'TRIP_STALE_ATTEMPT';
  readonly refusal = 'conflict';
  constructor(current: number) {
    super(`Matching is at attempt ${current}`, { currentAttempt: current });
  }
}

/** Nobody is on two trips: the one before has to end first. */
export class DriverStillOnTrip extends DomainError {
  readonly code = 'TRIP_DRIVER_STILL_ON_TRIP';
  readonly refusal = 'conflict';
  constructor() {
    super('The driver has another trip to finish before this one');
  }
}

export class TooFarFromPickup extends DomainError {
  readonly code = 'TRIP_TOO_FAR_FROM_PICKUP';
  readonly refusal = 'conflict';
  constructor(distanceM: number, limitM: number) {
    super('Too far from the pickup', { distanceM, limitM });
  }
}

export class StalePing extends DomainError {
  readonly code = 'TRIP_STALE_PING';
  readonly refusal = 'conflict';
  constructor(ageS: number) {
    super('The last ping is too old to prove the arrival', { ageS });
  }
}

export class PinLocked extends DomainError {
  readonly code = 'TRIP_PIN_LOCKED';
  readonly refusal = 'conflict';
  constructor() {
    super('Three wrong PINs: only operations can start this trip');
  }
}

export class UnknownStop extends DomainError {
  readonly code = 'TRIP_UNKNOWN_STOP';
  readonly refusal = 'conflict';
  constructor(nextStop: number) {
    super('Only the next stop can be reached, only the present one left', { nextStop });
  }
}

export class StopsUnaccounted extends DomainError {
  readonly code = 'TRIP_STOPS_UNACCOUNTED';
  readonly refusal = 'conflict';
  constructor(missing: readonly number[]) {
    super('Every stop is visited or skipped with a reason', { missing });
  }
}

export class ItineraryRefused extends DomainError {
  readonly code = 'TRIP_ITINERARY_REFUSED';
  readonly refusal = 'conflict';
}

export class DriverConsentNeeded extends DomainError {
  readonly code = 'TRIP_DRIVER_CONSENT_NEEDED';
  readonly refusal = 'conflict';
  constructor() {
    super('More than a quarter of extra time needs the driver to consent');
  }
}

export class VerdictNotYours extends DomainError {
  readonly code = 'TRIP_VERDICT_NOT_YOURS';
  readonly refusal = 'forbidden';
  constructor() {
    super('Fault and fee are not for riders or drivers to set');
  }
}

export class NoShowTooEarly extends DomainError {
  readonly code = 'TRIP_NO_SHOW_TOO_EARLY';
  readonly refusal = 'conflict';
  constructor(waitedS: number, neededS: number) {
    super('The driver has not waited long enough', { waitedS, neededS });
  }
}

export class NoContactAttempted extends DomainError {
  readonly code = 'TRIP_NO_CONTACT_ATTEMPTED';
  readonly refusal = 'conflict';
  constructor() {
    super('A no-show needs an attempt to contact the rider first');
  }
}
