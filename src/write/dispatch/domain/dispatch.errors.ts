import { DomainError } from '../../../shared/kernel/domain-error';
import {
  InvalidTransition,
  type RefusedTransition,
} from '../../../shared/kernel/invalid-transition';
import type { Instant } from '../../../shared/kernel/time';
import type { OfferStatus } from './attempt';

export class DispatchNotFound extends DomainError {
  readonly code = 'DISPATCH_NOT_FOUND';
  readonly refusal = 'missing';
  constructor() {
    super('Nobody looks for a driver for this trip');
  }
}

export class DispatchInvalidTransition extends InvalidTransition {
  readonly code = 'DISPATCH_INVALID_TRANSITION';
  constructor(refused: RefusedTransition) {
    super('search', refused);
  }
}

export class OfferNotFound extends DomainError {
  readonly code = 'OFFER_NOT_FOUND';
  readonly refusal = 'missing';
  constructor() {
    super('There is no such offer');
  }
}

export class OfferNotYours extends DomainError {
  readonly code = 'OFFER_NOT_YOURS';
  readonly refusal = 'forbidden';
  constructor() {
    super('Drivers answer the offers that were made to them');
  }
}

export class OfferExpiredAlready extends DomainError {
  readonly code = 'OFFER_EXPIRED';
  readonly refusal = 'conflict';
  constructor(expiresAt: Instant) {
    super(`The offer was open until ${expiresAt}`, { expiresAt });
  }
}

/** Too late: it was answered, or another driver was faster. */
export class OfferOver extends DomainError {
  readonly code = 'OFFER_OVER';
  readonly refusal = 'conflict';
  constructor(outcome: Exclude<OfferStatus, 'live'>) {
    super(`The offer is ${outcome}`, { outcome });
  }
}

export class OfferNotAccepted extends DomainError {
  readonly code = 'OFFER_NOT_ACCEPTED';
  readonly refusal = 'conflict';
  constructor(outcome: Exclude<OfferStatus, 'accepted'>) {
    super(`The offer is ${outcome}`, { outcome });
  }
}

export class OfferStillOpen extends DomainError {
  readonly code = 'OFFER_STILL_OPEN';
  readonly refusal = 'conflict';
  constructor(expiresAt: Instant) {
    super(`The offer is open until ${expiresAt}`, { expiresAt });
  }
}

export type OfferRefusal =
  | 'offers-are-live'
  | 'driver-excluded'
  | 'driver-asked-twice'
  | 'reservation-too-short'
  | 'too-many'
  | 'offers-used-up'
  | 'window-over';

export class OfferRefused extends DomainError {
  readonly code = 'DISPATCH_OFFER_REFUSED';
  readonly refusal = 'conflict';
  constructor(reason: OfferRefusal) {
    super(`No offer: ${reason}`, { reason });
  }
}

export class NotExhausted extends DomainError {
  readonly code = 'DISPATCH_NOT_EXHAUSTED';
  readonly refusal = 'conflict';
  constructor() {
    super('There is time, and there are offers left');
  }
}
